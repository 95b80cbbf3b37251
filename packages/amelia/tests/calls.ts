import { ConversationError, type SendCommand, type StartCommand } from '@conversation-hub/core'
import { type AmeliaGatewaySettings, amelia } from '../src/index'

export const startCommand: StartCommand = {
  type: 'start',
  commandId: '0f0f0f0f-0000-4000-8000-000000000001',
  conversationId: '0f0f0f0f-0000-4000-8000-000000000002',
  channel: 'web-chat',
  customerDestination: 'web-1',
  attributes: {},
}

export const sendCommand = (text: string): SendCommand => ({
  type: 'send',
  commandId: '0f0f0f0f-0000-4000-8000-000000000003',
  messageId: '0f0f0f0f-0000-4000-8000-000000000003',
  message: { type: 'text', text },
})

export const sendFileCommand: SendCommand = {
  ...sendCommand(''),
  message: {
    type: 'attachment',
    name: 'label.png',
    mediaType: 'image/png',
    bytes: 4,
    read: async () => new Uint8Array([1, 2, 3, 4]),
  },
}

export const endCommand = {
  type: 'end',
  commandId: '0f0f0f0f-0000-4000-8000-000000000004',
  reason: 'customer-ended',
} as const

/** A call that nobody gives up. */
export const patiently = () => ({ signal: new AbortController().signal })

/** A connector for a loopback host. */
export function connectTo(url: string, more: Partial<AmeliaGatewaySettings> = {}) {
  return amelia({ url, domain: 'support', credentials: { username: 'hub', password: 'sesame-42' }, ...more })
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<ConversationError> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (thrown instanceof ConversationError) return thrown
  throw new Error(`Expected a ConversationError, got ${String(thrown)}.`)
}
