export { amelia } from './connector'
export type { Secret, WrittenCredentials as AmeliaCredentials } from './credentials'
export type { AmeliaSettings, Delivery } from './settings'
export type { WrittenStartingContext as AmeliaStartingContext } from './starting-context'
