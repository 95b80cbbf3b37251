import type { SendCommand, StartCommand } from '@conversation-hub/core'

/** A message as a driver gives it to a connector. */
export const saying = (text: string): SendCommand => {
  const commandId = crypto.randomUUID()
  return { type: 'send', commandId, messageId: commandId, message: { type: 'text', text } }
}

/** A start as a driver gives it to a connector. */
export const starting = (): StartCommand => ({
  type: 'start',
  commandId: crypto.randomUUID(),
  conversationId: crypto.randomUUID(),
  channel: 'web-chat',
  customerDestination: 'customer-1',
  attributes: {},
})
