import type { EndReason } from '@conversation-hub/core'
import { z } from 'zod'
import type { AccountAddresses, SalesforceAccount } from '../crm/account'
import { type Answer, type Call, call } from '../http/call'
import { createConnections } from '../http/connections'
import { openEventStream } from '../http/open-event-stream'
import { parseAnswer } from '../http/parse-answer'
import { endReasonHeader, messagePayload } from './commands'
import { doing, errorFromAnswer, type Operation } from './errors'
import { agentMessagesSchema } from './events'

const API = '/einstein/ai-agent/v1'

/** Salesforce, Agent API: after 120 s it gives up by itself, with a 500. In milliseconds; a little longer. */
export const THINKS_WITHIN_MS = 125_000

const startAnswerSchema = z.object({ sessionId: z.string().min(1), messages: agentMessagesSchema })
const replySchema = z.object({ messages: agentMessagesSchema })

/** The calls of the Agent API, one function each. Every one throws `ConversationError` only. */
export function createClient(account: SalesforceAccount) {
  const connections = createConnections({ answersWithinMs: THINKS_WITHIN_MS })

  /** A refused token was not acted on: once more with a new one. */
  async function withAccess<Result>(
    work: (access: AccountAddresses & { headers: Record<string, string> }) => Promise<Result | 401>,
    refused: () => Error,
  ): Promise<Result> {
    for (const lastTry of [false, true]) {
      const { accessToken, ...addresses } = await account.access()
      const result = await work({ ...addresses, headers: { authorization: `Bearer ${accessToken}` } })
      if (result !== 401) return result
      account.drop(accessToken)
      if (lastTry) break
    }
    throw refused()
  }

  const unauthorized = (operation: Operation) => () =>
    errorFromAnswer(operation, { status: 401, mediaType: '', text: '' })

  async function ask(
    operation: Operation,
    path: string,
    {
      jsonFor,
      headers: extra,
      accepts = [],
      ...rest
    }: Pick<Call, 'method' | 'signal'> & {
      readonly jsonFor?: (addresses: AccountAddresses) => unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly accepts?: ReadonlyArray<number>
    },
  ): Promise<Answer> {
    return withAccess(async ({ headers, ...addresses }) => {
      const answer = await call(connections, {
        ...rest,
        url: new URL(`${API}${path}`, addresses.apiUrl),
        headers: { accept: 'application/json', ...headers, ...extra },
        ...(jsonFor && { json: jsonFor(addresses) }),
        doing: doing[operation],
        hasEffect: true,
      })
      if (answer.status === 401) return 401
      const succeeded = answer.status >= 200 && answer.status < 300 && answer.mediaType !== 'text/html'
      if (succeeded || accepts.includes(answer.status)) return answer
      throw errorFromAnswer(operation, answer)
    }, unauthorized(operation))
  }

  return {
    async start(agentId: string, jsonFor: (addresses: AccountAddresses) => unknown, signal: AbortSignal) {
      const answer = await ask('start', `/agents/${agentId}/sessions`, { method: 'POST', jsonFor, signal })
      return parseAnswer(answer, startAnswerSchema, { doing: doing.start, hasEffect: true })
    },

    /** The whole answer at once, when the agent has finished. */
    async send(sessionId: string, text: string, sequence: number, signal: AbortSignal) {
      const jsonFor = () => messagePayload(text, sequence)
      const answer = await ask('message', `/sessions/${sessionId}/messages`, {
        method: 'POST',
        jsonFor,
        signal,
      })
      return parseAnswer(answer, replySchema, { doing: doing.message, hasEffect: true }).messages
    },

    /** The answer as a stream of server-sent events; resolved when the message is taken. */
    stream(sessionId: string, text: string, sequence: number, signal: AbortSignal) {
      return withAccess(async ({ headers, apiUrl }) => {
        let status = 200
        const opening = openEventStream(connections, {
          url: new URL(`${API}/sessions/${sessionId}/messages/stream`, apiUrl),
          headers,
          json: messagePayload(text, sequence),
          doing: doing.message,
          hasEffect: true,
          acceptedWithinMs: 0,
          silentForMs: THINKS_WITHIN_MS,
          refused: (answer) => {
            status = answer.status
            return errorFromAnswer('message', answer)
          },
          signal,
        })
        return opening.catch((thrown) => {
          if (status === 401) return 401 as const
          throw thrown
        })
      }, unauthorized('message'))
    },

    /** A session that is gone has ended. */
    async end(sessionId: string, reason: EndReason, signal: AbortSignal): Promise<void> {
      const headers = { 'x-session-end-reason': endReasonHeader(reason) }
      await ask('end', `/sessions/${sessionId}`, { method: 'DELETE', headers, signal, accepts: [404] })
    },
  }
}
