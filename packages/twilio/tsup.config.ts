import { buildOptions } from '../../tsup.shared.ts'

export default buildOptions()
