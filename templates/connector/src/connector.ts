import {
  type CallContext,
  type Connector,
  ConversationError,
  type PlatformSession,
  pause,
} from '@conversation-hub/core'
import { z } from 'zod'
import { type Call, createClient } from './client'
import { newChat, newMessage } from './commands'
import { alreadyEnded } from './errors'
import { eventsReplySchema, readEvent } from './events'
import { type MyPlatformSettings, resolveSettings } from './settings'

/** How long the platform keeps a question for events open when there are none, in seconds. */
const WAIT_SECONDS = 20

/** The rest after an answer without events, in milliseconds: a proxy that does not let it wait is not hammered. */
const REST_MS = 250

/**
 * A connector for My Platform. Nothing is fetched before it is needed.
 *
 * Throws `settings-invalid`, which lists everything that is wrong with the settings.
 */
export function myPlatform(settings: MyPlatformSettings): Connector {
  const resolved = resolveSettings(settings)
  const call = createClient(resolved)

  /** A call about the chat of a session. */
  const callChat = <Answer>(
    session: PlatformSession,
    { path = '', ...rest }: Omit<Call<Answer>, 'path'> & { path?: string },
  ) => call({ ...rest, path: `chats/${encodeURIComponent(readSession(session).chatId)}${path}` })

  /** Everything that happened after an event, oldest first; waits for something to happen if asked to. */
  async function eventsAfter(
    session: PlatformSession,
    after: string,
    waitSeconds: number,
    { signal }: CallContext,
  ) {
    const query = new URLSearchParams({ after, waitSeconds: String(waitSeconds) })
    const { chatId } = readSession(session)
    const { events, last } = await callChat(session, {
      method: 'GET',
      path: `/events?${query}`,
      answer: eventsReplySchema,
      doing: 'Fetching the events',
      signal,
    })
    return { events: events.flatMap((event) => readEvent(event, chatId)), last: String(last) }
  }

  return {
    specVersion: 'v1',
    platform: 'my-platform',
    // Connectors of one account share a rate budget and a circuit. Here the host is the account; where one host
    // serves many, name what tells them apart, and never a secret.
    account: new URL(resolved.url).host,
    // Only what is true: whatever the platform lacks is degraded in core, in one tested place.
    capabilities: {
      choices: true,
      forms: false,
      cards: false,
      attachments: false,
      typing: { toPlatform: true, fromPlatform: true },
      receipts: { toPlatform: false, fromPlatform: false },
      queuePosition: true,
      availability: false,
      transcriptHandOver: { maxCharacters: 10_000 },
      transcript: true,
      resume: true,
      // The platform takes our ids, and knows a repeat by them. Where yours does not, see docs/adding-a-connector.md.
      repeats: { start: 'idempotent', send: 'idempotent', end: 'idempotent' },
    },

    // The session is all that another process needs to go on: plain JSON, and nothing is remembered in here. It is kept
    // before the platform hears of the chat, so that one whose start was never answered can be ended. Its id is not that of
    // the conversation: when that one comes back from another platform, it is a new chat here.
    prepare: async ({ commandId }) => ({ chatId: commandId }),

    async start(command, session, { signal }) {
      const body = newChat(command)
      await callChat(session, { method: 'PUT', body, answer: chatSchema, doing: 'Starting the chat', signal })
      return { session }
    },

    async send(command, session, { signal }) {
      const body = newMessage(command)
      await callChat(session, {
        method: 'POST',
        path: '/messages',
        body,
        answer: chatSchema,
        doing: 'Sending the message',
        signal,
      })
      return { session }
    },

    async typing({ typing }, session, { signal }) {
      await callChat(session, {
        method: 'PUT',
        path: '/typing',
        body: { typing },
        answer: chatSchema,
        doing: 'Showing the typing',
        signal,
      })
      return { session }
    },

    async end(_command, session, { signal }) {
      await callChat(session, {
        method: 'DELETE',
        answer: chatSchema,
        doing: 'Ending the chat',
        signal,
      }).catch(alreadyEnded)
      return { session }
    },

    arrival: {
      kind: 'stream',
      // Events wait at the platform until they are asked for, so nothing is missed by opening late.
      opens: 'after-start',
      silenceMs: (WAIT_SECONDS + 10) * 1_000,
      async *open(session, { cursor = '0', signal }) {
        let after = cursor
        // The first question does not wait: the answer tells that the stream is open.
        for (let waitSeconds = 0; !signal.aborted; waitSeconds = WAIT_SECONDS) {
          const heard = await eventsAfter(session, after, waitSeconds, { signal }).catch(
            (thrown: unknown) => {
              if (!signal.aborted) throw thrown
            },
          )
          // Given up by the driver, which is not an error.
          if (!heard) return
          if (waitSeconds === 0) yield { step: 'opened' }
          after = heard.last
          // The driver keeps the events and the cursor together, and only then asks for the next step.
          yield { step: 'events', events: heard.events, cursor: after }
          if (heard.events.some(({ type }) => type === 'ended')) return
          if (heard.events.length === 0) await pause(REST_MS, signal)
        }
      },
    },

    async readTranscript(session, context) {
      const { events } = await eventsAfter(session, '0', 0, context)
      return events.filter(({ type }) => type !== 'typing')
    },
  }
}

/** The platform's answer to everything but the question for events. */
const chatSchema = z.object({ chatId: z.string() })

const sessionSchema = z.object({ chatId: z.string() })

/** What we put into the session ourselves comes back from a database: it is read like anything from outside. */
function readSession(session: PlatformSession): { chatId: string } {
  const parsed = sessionSchema.safeParse(session)
  if (parsed.success) return parsed.data
  throw new ConversationError('platform-session-gone', 'The kept session is not one of My Platform.')
}
