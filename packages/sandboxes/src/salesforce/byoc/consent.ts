import type { Messaging } from '../messaging/messaging'
import type { Chat } from '../messaging/state/chat'
import { platform as system } from '../messaging/state/senders'

/** Whether the customer may be written to has changed; the partner hears of it, whoever changed it. */
export function changeConsent(
  { chats }: Messaging,
  chat: Chat,
  consentStatus: string,
  toldBy: 'partner' | 'customer',
): void {
  chats.transact(() => {
    const saved = chats.save({ ...chat, consentStatus })
    // Salesforce, conversation events: the entry knows two statuses, where the request that changes it knows four.
    const payload = {
      endUserSubject: chat.subject,
      consentStatus: consentStatus === 'OptedOut' ? 'OptOut' : 'OptIn',
      isEndUserInitiated: toldBy === 'customer',
    }
    chats.add(saved, { entryType: 'EndUserConsentUpdated', sender: system, payload })
  })
}
