export { salesforceEnhancedChat } from './connector'
export type { SalesforceEnhancedChatSettings } from './settings'
