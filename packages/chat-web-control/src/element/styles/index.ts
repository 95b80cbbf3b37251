import { controlStyles } from './controls'
import { frameStyles } from './frame'
import { messageStyles } from './messages'
import { panelStyles } from './panels'
import { themeStyles } from './theme'

export const styles = [themeStyles, frameStyles, messageStyles, panelStyles, controlStyles]
