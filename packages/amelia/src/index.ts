export type { Secret } from '@conversation-hub/core'
export { amelia } from './connector'
export type { WrittenCredentials as AmeliaCredentials } from './credentials'
export type {
  AmeliaSettings,
  GatewaySettings as AmeliaGatewaySettings,
  WebChannelSettings as AmeliaWebChannelSettings,
  WebhookDelivery as AmeliaWebhookDelivery,
} from './settings'
export type { WrittenStartingContext as AmeliaStartingContext } from './starting-context'
