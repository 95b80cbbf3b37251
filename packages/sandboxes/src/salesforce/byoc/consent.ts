import type { Messaging } from '../messaging/messaging'
import type { Chat } from '../messaging/state/chat'
import { platform as system } from '../messaging/state/senders'

/** Whether the customer may be written to has changed; the partner hears of it, whoever changed it. */
export function changeConsent({ chats }: Messaging, chat: Chat, consentStatus: string): void {
  chats.transact(() => {
    const saved = chats.save({ ...chat, consentStatus })
    chats.add(saved, { entryType: 'EndUserConsentUpdated', sender: system, payload: { consentStatus } })
  })
}
