export { salesforceAgentforce } from './connector'
export type { SalesforceAgentforceSettings } from './settings'
