export { salesforceByoc } from './connector'
export type { SalesforceByocSettings } from './settings'
