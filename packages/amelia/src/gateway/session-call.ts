import type { HttpReply } from '../client'
import type { Gateway, GatewayCall } from './gateway'
import type { GatewaySession } from './gateway-session'

/** A call of one conversation: `path` is `send`, `poll` and so on. */
export type SessionCall = (
  session: GatewaySession,
  call: Omit<GatewayCall, 'method' | 'ofSession'>,
) => Promise<HttpReply>

/**
 * Calls of conversations are addressed by the session id (2019 reference, and a client's tries at a live host).
 * Other clients take the conversation id, so that is tried where nothing is found at the first.
 */
export function createSessionCall(gateway: Gateway): SessionCall {
  let key: 'sessionId' | 'conversationId' | undefined
  return async (session, { path, ...call }) => {
    const callAt = (id: string) =>
      gateway({ ...call, method: 'POST', path: `${encodeURIComponent(id)}/${path}`, ofSession: true })
    const { sessionId, conversationId } = session
    if (key === 'conversationId') return callAt(conversationId ?? sessionId)
    const reply = await callAt(sessionId)
    if (isSuccess(reply)) key = 'sessionId'
    if (reply.status !== 404 || key === 'sessionId' || conversationId === undefined) return reply
    const other = await callAt(conversationId)
    if (!isSuccess(other)) return reply
    key = 'conversationId'
    return other
  }
}

const isSuccess = ({ status }: HttpReply) => status >= 200 && status < 300
