import { ConversationError, type Problem, problemsOf } from '@conversation-hub/core'
import { OpenAPIHono } from '@hono/zod-openapi'
import { createKeyCheck } from './access/api-keys'
import { authenticate } from './access/authenticate'
import { createFileLinks } from './access/file-links'
import { allowOrigins } from './access/origins'
import { createOwnership } from './access/own-conversation'
import { createSessionTokens } from './access/session-tokens'
import { availabilityCall } from './calls/availability'
import { changeConversationCalls } from './calls/change-conversation'
import { closeConversationCall } from './calls/close-conversation'
import { consentCalls } from './calls/consents'
import { deadLetterCalls } from './calls/dead-letters'
import { documentCall } from './calls/document'
import { eraseCustomerCall } from './calls/erase-customer'
import { operationCalls } from './calls/operations'
import type { Parts } from './calls/parts'
import { readConversationCalls } from './calls/read-conversations'
import { readFileCalls } from './calls/read-file'
import { readTranscriptCall } from './calls/read-transcript'
import { sendFileCall } from './calls/send-file'
import { sendMessageCall } from './calls/send-message'
import { sessionCalls } from './calls/sessions'
import { signalCalls } from './calls/signals'
import { startConversationCall } from './calls/start-conversation'
import { streamEventsCall } from './calls/stream-events'
import { webhookCall } from './calls/webhooks'
import type { OpenStreams } from './events/open-streams'
import type { HubApp, HubEnv } from './http/env'
import { methodsAt } from './http/methods-at'
import { createRateLimiter } from './limits/rate-limiter'
import { createMetrics } from './operations/metrics'
import { observeRequests } from './operations/observe-requests'
import { placesOf } from './operations/places'
import { answerProblem } from './problems/answer-problem'
import { errorBehind } from './problems/error-behind'
import type { ResolvedSettings, ServerSettings } from './settings/settings'

/**
 * How much one session may read: far more than a page with many pictures, in many tabs, on a bad network. A page that
 * loops is held back.
 */
const reads = (what: string) => ({
  perSecond: 10,
  burst: 500,
  refusal: `${what} more than ten times a second, after 500 times at once. Read only what has changed.`,
})

/**
 * How much one session may say: pasting whole documents is possible, and more than anybody types. There is a limit
 * because a conversation is read as a whole, for its transcript or by a platform that takes over.
 */
const characters = {
  perSecond: 250,
  burst: 4_000_000,
  refusal: 'This session says more than 250 characters a second, after 4,000,000 at once.',
}

/** The whole app: first what happens to every request, then the calls. */
export function createApp(
  { hub, log, pages }: ServerSettings,
  settings: ResolvedSettings,
  streams: OpenStreams,
): HubApp {
  const metrics = createMetrics(hub, () => streams.size)
  const parts = createParts(hub, settings, streams)
  const app = new OpenAPIHono<HubEnv>({
    defaultHook(result) {
      if (result.success) return
      throw invalidRequest(problemsOf(result.error))
    },
  })

  app.onError((thrown, c) => {
    const error = errorBehind(thrown)
    if (error.code === 'internal') c.get('record').thrown = placesOf(thrown)
    return answerProblem(c, error)
  })
  app.notFound((c) => {
    const { method, path } = c.req
    const allowed = methodsAt(app, path).join(', ')
    if (allowed !== '') {
      c.env.outgoing.setHeader('Allow', allowed)
      const detail = `This address takes no ${method}, but ${allowed}.`
      return answerProblem(c, new ConversationError('method-not-allowed', detail))
    }
    if (pages && !isOurs(path)) return pages(c.req.raw)
    const detail = 'There is nothing at this address. See /openapi.json for the calls that exist.'
    return answerProblem(c, new ConversationError('not-found', detail))
  })

  app.use(observeRequests(log, metrics))
  if (settings.allowedOrigins.length > 0) app.use('/v1/*', allowOrigins(settings.allowedOrigins))
  const whoCalls = authenticate(createKeyCheck(settings.apiKeys), parts.tokens)
  app.use('/v1/*', whoCalls)
  app.use('/metrics', whoCalls)

  sessionCalls(app, parts)
  availabilityCall(app, parts)
  startConversationCall(app, parts)
  readConversationCalls(app, parts)
  sendMessageCall(app, parts)
  sendFileCall(app, parts)
  readFileCalls(app, parts)
  signalCalls(app, parts)
  streamEventsCall(app, parts)
  readTranscriptCall(app, parts)
  closeConversationCall(app, parts)
  changeConversationCalls(app, parts)
  eraseCustomerCall(app, parts)
  consentCalls(app, parts)
  deadLetterCalls(app, parts)
  webhookCall(app, parts)
  operationCalls(app, parts, metrics)
  documentCall(app, parts)
  return app
}

function createParts(hub: ServerSettings['hub'], settings: ResolvedSettings, streams: OpenStreams): Parts {
  const { secretKeys, messagesPerSecond, sessionsPerMinute } = settings
  const perSession = (tells: string) => ({
    perSecond: messagesPerSecond,
    burst: 2 * messagesPerSecond,
    refusal: `This session ${tells} more than ${messagesPerSecond} times a second (limits.messagesPerSecond).`,
  })
  const perAddress = (what: string) => ({
    perSecond: sessionsPerMinute / 60,
    burst: sessionsPerMinute,
    refusal: `More than ${sessionsPerMinute} ${what} a minute come from this address (limits.sessionsPerMinute).`,
  })
  return {
    hub,
    settings,
    streams,
    tokens: createSessionTokens(secretKeys),
    fileLinks: createFileLinks(secretKeys),
    ownership: createOwnership(hub),
    limits: {
      messages: createRateLimiter(perSession('speaks')),
      characters: createRateLimiter(characters),
      signals: createRateLimiter(perSession('tells what it types, has read or ends')),
      reads: createRateLimiter(reads('This session reads')),
      links: createRateLimiter(reads('This conversation’s files are read')),
      sessions: createRateLimiter(perAddress('sessions')),
      starts: createRateLimiter(perAddress('starts of conversations')),
    },
  }
}

function invalidRequest(problems: ReadonlyArray<Problem>): ConversationError {
  const list = problems.map(({ at, problem }) => `${at}: ${problem}`).join('; ')
  return new ConversationError('invalid-request', `The request is not valid: ${list}.`, { problems })
}

function isOurs(path: string): boolean {
  return path.startsWith('/v1/') || path.startsWith('/webhooks/')
}
