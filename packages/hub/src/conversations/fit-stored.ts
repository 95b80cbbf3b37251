import { type Capabilities, type FormPart, fitToPlatform } from '@conversation-hub/core'
import type { StoredMessage } from './conversation-row'

/** A kept message in the richest form that the platform takes. Its file need not be read for that. */
export function fitStored(
  message: StoredMessage,
  capabilities: Capabilities,
  fitting: { readonly form?: FormPart; readonly attachmentUrl?: string } = {},
): StoredMessage {
  if (message.type !== 'attachment') {
    const fitted = fitToPlatform(message, capabilities, fitting)
    return fitted.type === 'attachment' ? message : fitted
  }
  const unread = () => Promise.resolve(new Uint8Array())
  const fitted = fitToPlatform({ ...message, read: unread }, capabilities, fitting)
  return fitted.type === 'text' ? fitted : message
}
