// The connectors
export { type SalesforceAgentforceSettings, salesforceAgentforce } from './agentforce'
export { type SalesforceByocSettings, salesforceByoc } from './byoc'
// What settings are made of
export type { CrmConnection } from './crm/connection'
export { type SalesforceEnhancedChatSettings, salesforceEnhancedChat } from './enhanced-chat'
export type { Secret } from './settings/fields'
