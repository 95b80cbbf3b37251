import type { ConversationEvent, KeptEvent } from '@conversation-hub/core'
import { conversationEventSchema } from '@conversation-hub/core'
import { createHub } from '../../src/create-hub'
import type { Hub } from '../../src/hub'
import type { HubSettings, LogEntry } from '../../src/settings/settings'
import type { FakePlatform } from './fake-platform'

export const SECRET_KEY = 'a key of the tests, long enough'

/** A hub with the platform `fake`, a web chat `web` whose sessions start conversations, and `sms`. */
export async function openHub(
  database: HubSettings['database'],
  platform: FakePlatform,
  replaced: Partial<HubSettings> = {},
): Promise<Hub & { readonly logged: LogEntry[] }> {
  const logged: LogEntry[] = []
  const hub = await createHub({
    database,
    secretKey: SECRET_KEY,
    platforms: { fake: platform.connector },
    hubs: { main: { platform: 'fake' } },
    resources: {
      web: { channel: 'web-chat', hub: 'main', startOn: 'session' },
      sms: { channel: 'sms', hub: 'main' },
    },
    log: (entry) => logged.push(entry),
    ...replaced,
  })
  return { ...hub, logged }
}

/** Starts a conversation on `web`. */
export async function begin(hub: Hub): Promise<string> {
  const { conversationId } = await hub.startSession({ resourceId: 'web' })
  if (conversationId === undefined) throw new Error('no conversation was started')
  return conversationId
}

/** A phone number that nobody else in this run uses. */
export function freshPhoneNumber(): string {
  numbers += 1
  return `+1202555${String(numbers).padStart(4, '0')}`
}
let numbers = 100

/** Everything that a listener of a conversation is given, from the first event on. */
export async function hear(hub: Hub, conversationId: string, afterSeq = 0) {
  const events: ConversationEvent[] = []
  let ended: string | undefined
  const subscription = await hub.listen(conversationId, afterSeq, {
    onEvent(event) {
      events.push(conversationEventSchema.parse(JSON.parse(event.json)))
      return true
    },
    onEnd(why) {
      ended = why
    },
  })
  return {
    events,
    kept: () => events.filter((event): event is KeptEvent => 'seq' in event),
    texts: (role?: string) => textsOf(events, role),
    receipts: (messageId: string) =>
      events.flatMap((event) =>
        event.type === 'receipt' && event.messageId === messageId ? [event.status] : [],
      ),
    ended: () => ended,
    subscription,
  }
}

function textsOf(events: ReadonlyArray<ConversationEvent>, role?: string): string[] {
  return events.flatMap((event) => {
    if (event.type !== 'message' || (role !== undefined && event.author.role !== role)) return []
    return event.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  })
}

/** Starts a text conversation with a customer of its own, and hears it from the first event on. */
export async function beginHeard(hub: Hub, resourceId: string) {
  const request = { resourceId, customerDestination: freshPhoneNumber() }
  const { conversationId: id } = await hub.startConversation(request)
  return { id, heard: await hear(hub, id) }
}
