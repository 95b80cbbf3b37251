import { ConversationError, type EndReason } from '@conversation-hub/core'
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

/** In milliseconds, a little longer than Salesforce, which gives up by itself after 120 s, with a 500 (Agent API). */
export const THINKS_WITHIN_MS = 125_000

const startAnswerSchema = z.object({ sessionId: z.string().min(1), messages: agentMessagesSchema })
const replySchema = z.object({ messages: agentMessagesSchema })

/** The calls of the Agent API, one function each. Every one throws `ConversationError` only. */
export function createClient(account: SalesforceAccount) {
  const connections = createConnections({ answersWithinMs: THINKS_WITHIN_MS })

  /** The last token that a call was taken with, or that had only just been given when a session was not known to it. */
  let goodToken: string | undefined
  /** The last token that any call went with. */
  let lastToken: string | undefined
  /** The token that had only just been given when Salesforce did not know the agent: then it is the agent. */
  let agentUnknownTo: string | undefined

  /**
   * Salesforce, Agent API: 401, and 404 for a wrong token as well as for a session or an agent that is not there. Of a token
   * that was taken before it is the session, and no login is spent on it. A start is worth one: a customer waits for it.
   */
  function mayMeanTheToken(thrown: unknown, accessToken: string, isNew: boolean): boolean {
    if (!(thrown instanceof ConversationError)) return false
    if (isAgentUnknown(thrown)) {
      if (isNew) agentUnknownTo = accessToken
      return accessToken !== agentUnknownTo
    }
    return thrown.platformStatus === 401 || (isNothingThere(thrown) && accessToken !== goodToken)
  }

  /** Makes a call, and once more with a new token if the token was refused: nothing was done then. */
  async function withAccess<Result>(
    work: (access: AccountAddresses & { headers: Record<string, string> }) => Promise<Result>,
  ): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      const { accessToken, ...addresses } = await account.access()
      const isNew = accessToken !== lastToken
      lastToken = accessToken
      try {
        const result = await work({ ...addresses, headers: { authorization: `Bearer ${accessToken}` } })
        goodToken = accessToken
        return result
      } catch (thrown) {
        if (!mayMeanTheToken(thrown, accessToken, isNew)) throw thrown
        const isSecondTry = tries > 1
        // Two tokens were told the same, so it was not about the token; and the next session that is gone costs no
        // login.
        if (isSecondTry && isNothingThere(thrown)) goodToken = accessToken
        else account.drop(accessToken)
        if (isSecondTry) throw thrown
      }
    }
  }

  async function ask(
    operation: Operation,
    path: string,
    {
      jsonFor,
      headers: extra,
      ...rest
    }: Pick<Call, 'method' | 'signal'> & {
      readonly jsonFor?: (addresses: AccountAddresses) => unknown
      readonly headers?: Readonly<Record<string, string>>
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
      const succeeded = answer.status >= 200 && answer.status < 300 && answer.mediaType !== 'text/html'
      if (succeeded) return answer
      throw errorFromAnswer(operation, answer)
    })
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

    /** The answer as a stream of server-sent events; resolves when the message is taken. */
    stream(sessionId: string, text: string, sequence: number, signal: AbortSignal) {
      return withAccess(({ headers, apiUrl }) =>
        openEventStream(connections, {
          url: new URL(`${API}/sessions/${sessionId}/messages/stream`, apiUrl),
          headers,
          json: messagePayload(text, sequence),
          doing: doing.message,
          hasEffect: true,
          acceptedWithinMs: 0,
          silentForMs: THINKS_WITHIN_MS,
          refused: (answer) => errorFromAnswer('message', answer),
          signal,
        }),
      )
    },

    /** A session that is gone has ended. */
    async end(sessionId: string, reason: EndReason, signal: AbortSignal): Promise<void> {
      const headers = { 'x-session-end-reason': endReasonHeader(reason) }
      await ask('end', `/sessions/${sessionId}`, { method: 'DELETE', headers, signal }).catch((thrown) => {
        if (!isSessionGone(thrown)) throw thrown
      })
    },
  }
}

/** Only a start is answered so: to it, 404 says that there is no such agent. */
const isAgentUnknown = ({ code, platformStatus }: ConversationError) =>
  code === 'platform-misconfigured' && platformStatus === 404

/** Also where a gateway says so: whether it means the token is as unknown. */
const isNothingThere = (thrown: unknown) =>
  thrown instanceof ConversationError &&
  ['platform-session-gone', 'platform-reply-invalid'].includes(thrown.code) &&
  [404, 410].includes(thrown.platformStatus ?? 0)

const isSessionGone = (thrown: unknown) =>
  thrown instanceof ConversationError && thrown.code === 'platform-session-gone'
