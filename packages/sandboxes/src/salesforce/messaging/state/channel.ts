import { salesforceSandboxCredentials } from '../../credentials'
import type { Chat } from './chat'

/** The messaging channel behind the deployment. */
export const CHANNEL_ADDRESS = 'b0f5a1c2-5c11-4c3f-9d0e-2f6f9a7c1e55'

export function channelAddress(chat: Chat): string {
  return chat.channel === 'web' ? CHANNEL_ADDRESS : salesforceSandboxCredentials.byocAddress
}
