import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { SalesforceAccount } from '../crm/account'
import { type Answer, type Call, call } from '../http/call'
import { createConnections } from '../http/connections'
import { multipart, type Part } from '../http/multipart'
import { jsonOf, parseAnswer } from '../http/parse-answer'
import { doing, errorFromAnswer, type Operation, refusalCode, saysNo } from './errors'
import type { ByocSettings } from './settings'

const conversationSchema = z.object({
  conversationIdentifier: z.string().min(1),
  messagingSessionId: z.string().nullish().catch(undefined),
})
const sessionSchema = z.object({ success: z.boolean(), errorReason: z.string().nullish().catch(undefined) })

const interactionSchema = z.object({ workItemIds: z.array(z.string()).catch([]) })

/** Salesforce, Interaction Service: the id of an interaction was used before, so it has arrived before. */
const ID_NOT_UNIQUE = 10073
const TOKEN_INVALID = 10004

/** The calls of the Interaction Service, one function each. Every one throws `ConversationError` only. */
export function createClient(account: SalesforceAccount, { scrtUrl, orgId, channel }: ByocSettings) {
  const connections = createConnections()

  /** Makes a call, and once more with a new token if the token was refused: nothing was done then. */
  async function ask(
    operation: Operation,
    path: string,
    request: Pick<Call, 'method' | 'json' | 'form' | 'signal'>,
    understands: ReadonlyArray<number> = [],
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const { accessToken } = await account.access()
      const answer = await call(connections, {
        ...request,
        url: new URL(`/api/v1${path}`, scrtUrl),
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${accessToken}`,
          orgid: orgId,
          authorizationcontext: channel,
          requestid: randomUUID(),
        },
        doing: doing[operation],
        hasEffect: true,
      })
      const accepted = answer.status >= 200 && answer.status < 300 && answer.mediaType !== 'text/html'
      if (accepted && (operation === 'end' || !saysNo(answer))) return answer
      const code = refusalCode(answer)
      if (code !== undefined && understands.includes(code)) return answer
      const isTokenRefused = answer.status === 401 || code === TOKEN_INVALID
      if (!isTokenRefused || tries > 1) throw errorFromAnswer(operation, answer)
      account.drop(accessToken)
    }
  }

  return {
    /** Gets the customer's conversation on the channel, or creates it. */
    async getOrCreateConversation(json: unknown, signal: AbortSignal) {
      const answer = await ask('conversation', '/conversation', { method: 'POST', json, signal })
      const { answeredAt } = answer
      return {
        ...parseAnswer(answer, conversationSchema, { doing: doing.conversation, hasEffect: true }),
        ...(answeredAt !== undefined && { answeredAt }),
      }
    },

    route: (json: unknown, signal: AbortSignal) => ask('route', '/route', { method: 'POST', json, signal }),

    setConsent: (json: unknown, signal: AbortSignal) =>
      ask('consent', '/consent', { method: 'PATCH', json, signal }),

    /**
     * Says or does one thing in the customer's name. One that has arrived before is no error. Answers the messaging
     * session it went to, where Salesforce says so: it opens a new one where the last has ended.
     */
    async interact(
      operation: 'message' | 'file' | 'typing' | 'receipt',
      json: unknown,
      signal: AbortSignal,
      file?: Pick<Part, 'mediaType' | 'content' | 'fileName'>,
    ): Promise<string | undefined> {
      const form = multipart([
        { name: 'json', mediaType: 'application/json', content: JSON.stringify(json) },
        ...(file ? [{ name: 'attachments', ...file }] : []),
      ])
      const answer = await ask(operation, '/interactions', { method: 'POST', form, signal }, [ID_NOT_UNIQUE])
      const workItems = interactionSchema.safeParse(jsonOf(answer.text)).data?.workItemIds ?? []
      return workItems.find((id) => id.startsWith('0Mw'))
    },

    acknowledge: (json: unknown, signal: AbortSignal) =>
      ask('receipt', '/acknowledgement', { method: 'POST', json, signal }, [ID_NOT_UNIQUE]),

    tellShownKinds: (json: unknown, signal: AbortSignal) =>
      ask('kinds', '/capabilities', { method: 'PATCH', json, signal }),

    /** Returns whether there was a session to end. */
    async endSession(json: unknown, signal: AbortSignal): Promise<boolean> {
      const answer = await ask('end', '/messagingSession', { method: 'POST', json, signal }, NO_SESSION)
      if (answer.status >= 300) return false
      return parseAnswer(answer, sessionSchema, { doing: doing.end, hasEffect: true }).success
    },
  }
}

/** Conversation or session are not known (any more). */
const NO_SESSION = [10018, 10025, 10071, 10072]
