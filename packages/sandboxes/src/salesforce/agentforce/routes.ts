import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Context, Hono } from 'hono'
import { ZodError, z } from 'zod'
import type { HttpEnv } from '../../http/env'
import { openEventStream } from '../../http/event-stream'
import { answeredByItself } from '../../http/no-answer'
import { salesforceSandboxCredentials } from '../credentials'
import type { AccessTokens } from '../identity/access-token'
import { sameRecordId } from '../record-id'
import type { SalesforceSwitches } from '../switches'
import { type AgentAnswer, answer, greeting } from './answers'
import { beginRequestSchema, feedbackRequestSchema, messageRequestSchema } from './bodies'
import { answerMessages, inform, sessionEnded, streamedMessages, streamFrame } from './messages'
import { AgentRefusal, agentRefusalAnswer } from './refusal'
import type { AgentSession, AgentSessions } from './session'

export interface AgentforceParts {
  readonly sessions: AgentSessions
  readonly tokens: AccessTokens
  readonly pace: number
  switches(): SalesforceSwitches
  baseUrl(): string
}

const BASE = '/einstein/ai-agent/v1'
/** Salesforce, Agent API: after 120 s it gives up. In milliseconds. */
const GIVES_UP_AFTER = 120_000
const END_REASONS = ['UserRequest', 'Transfer', 'Expiration', 'Error', 'Other']

/** The Agent API: every word of the agent is the answer to a request. */
export function agentforceRoutes({ sessions, tokens, pace, switches, baseUrl }: AgentforceParts) {
  const app = new Hono<HttpEnv>()
  const locked = new Set<string>()

  app.onError((error) => {
    if (error instanceof AgentRefusal) return agentRefusalAnswer(error)
    if (error instanceof ZodError) {
      return agentRefusalAnswer(new AgentRefusal(400, 'BadRequestException', z.prettifyError(error)))
    }
    if (error instanceof SyntaxError) {
      return agentRefusalAnswer(new AgentRefusal(400, 'BadRequestException', 'The body is not JSON.'))
    }
    throw error
  })
  app.use(`${BASE}/*`, async (context, next) => {
    const isValid = await tokens.isValid(context.req.header('authorization'))
    if (isValid && switches().scopes === 'all') return next()
    throw new AgentRefusal(401, 'Unauthorized', 'The access token is not valid.')
  })

  app.post(`${BASE}/agents/:agentId/sessions`, async (context) => {
    const agentId = context.req.param('agentId')
    const isActive = switches().agentVersion === 'active'
    if (!isActive || !sameRecordId(agentId, salesforceSandboxCredentials.agentId)) {
      throw new AgentRefusal(400, 'BadRequestException', `${agentId} is not a valid agent ID`)
    }
    const { externalSessionKey, instanceConfig, variables } = beginRequestSchema.parse(
      await readJson(context),
    )
    // Salesforce, Agent API: the org's own address. How another one is refused is not documented.
    if (new URL(instanceConfig.endpoint).origin !== baseUrl()) {
      throw new AgentRefusal(400, 'BadRequestException', 'The endpoint is not the address of this org.')
    }
    const existing = sessions.byKey(externalSessionKey)
    if (existing !== undefined && switches().repeatedSessionKey === 'same-session') {
      return context.json(sessionAnswer(existing, existing.lines[0]?.text ?? ''))
    }
    const words = greeting(variables ?? [])
    const session = sessions.say(sessions.begin(externalSessionKey, variables ?? []), 'agent', words)
    return context.json(sessionAnswer(session, words))
  })

  app.post(`${BASE}/sessions/:id/messages`, (context) =>
    whileLocked(context, async (session) => {
      const reply = await think(session, await readJson(context))
      return context.json({ messages: answerMessages(reply), _links: links(session) })
    }),
  )

  app.post(`${BASE}/sessions/:id/messages/stream`, (context) =>
    whileLocked(context, async (session) => {
      const reply = await think(session, await readJson(context))
      const stream = openEventStream(context.env.outgoing)
      const traceId = randomUUID()
      for (const [offset, message] of streamedMessages(reply).entries()) {
        stream.send(streamFrame(message, offset, traceId, switches().agentStreamEvents === 'named'))
        if (pace > 0) await delay(pace)
      }
      stream.end()
      return answeredByItself()
    }),
  )

  app.delete(`${BASE}/sessions/:id`, (context) =>
    whileLocked(context, async (session) => {
      if (!END_REASONS.includes(context.req.header('x-session-end-reason') ?? '')) {
        throw new AgentRefusal(
          400,
          'BadRequestException',
          'The header x-session-end-reason is missing or unknown.',
        )
      }
      sessions.save({ ...session, endedAt: Date.now() })
      if (switches().agentEndStatus === '204') return context.body(null, 204)
      return context.json({ messages: [sessionEnded('ClientRequest')], _links: links(session) })
    }),
  )

  app.post(`${BASE}/sessions/:id/feedback`, async (context) => {
    liveSession(context.req.param('id'))
    feedbackRequestSchema.parse(await readJson(context))
    return context.body(null, 201)
  })

  return app

  function liveSession(sessionId: string): AgentSession {
    const session = sessions.get(sessionId)
    const isIdle = (session?.updatedAt ?? 0) < Date.now() - switches().agentIdleSeconds * 1_000
    if (session !== undefined && session.endedAt === undefined && !isIdle) return session
    throw new AgentRefusal(404, 'NotFoundException', 'The session does not exist.')
  }

  /** One request at a time in a session; any other meanwhile is turned away. */
  async function whileLocked(context: Context<HttpEnv>, work: (session: AgentSession) => Promise<Response>) {
    const session = liveSession(context.req.param('id') ?? '')
    if (locked.has(session.sessionId))
      throw new AgentRefusal(423, 'LockedException', 'The session is locked.')
    locked.add(session.sessionId)
    try {
      return await work(session)
    } finally {
      locked.delete(session.sessionId)
    }
  }

  async function think(session: AgentSession, body: unknown): Promise<AgentAnswer> {
    const { message } = messageRequestSchema.parse(body)
    if (message.sequenceId <= session.lastSequence && switches().repeatedSequence === 'refused') {
      throw new AgentRefusal(400, 'BadRequestException', 'The sequenceId has to rise.')
    }
    const asked = sessions.say({ ...session, lastSequence: message.sequenceId }, 'customer', message.text)
    const thinks = switches().agentThinkMilliseconds
    // A process whose sandbox is closed does not wait for the end of a thought.
    if (thinks > 0) await delay(Math.min(thinks, GIVES_UP_AFTER), undefined, { ref: false })
    if (thinks >= GIVES_UP_AFTER)
      throw new AgentRefusal(500, 'HttpServerErrorException', 'The agent took too long.')
    const reply = answer(message.text)
    const answered = sessions.say(asked, 'agent', reply.text)
    if (reply.closing === 'SessionEnded') sessions.save({ ...answered, endedAt: Date.now() })
    return reply
  }

  function sessionAnswer(session: AgentSession, words: string) {
    return { sessionId: session.sessionId, _links: links(session), messages: [inform(words)] }
  }

  function links({ sessionId }: AgentSession) {
    const session = `${baseUrl()}${BASE}/sessions/${sessionId}`
    return {
      self: null,
      messages: { href: `${session}/messages` },
      messagesStream: { href: `${session}/messages/stream` },
      session: { href: `${baseUrl()}${BASE}/agents/${salesforceSandboxCredentials.agentId}/sessions` },
      end: { href: session },
    }
  }
}

/** Without a JSON content type the API fails with a 500 of these words (seen in live answers). */
async function readJson(context: Context<HttpEnv>): Promise<unknown> {
  if (!context.req.header('content-type')?.includes('application/json')) {
    throw new AgentRefusal(500, 'InternalServerError', 'Unsupported Media Type')
  }
  return context.req.json()
}
