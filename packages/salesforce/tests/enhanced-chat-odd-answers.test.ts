import { inspect } from 'node:util'
import { ConversationError, type StreamStep, withDeadline } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { salesforceEnhancedChat } from '../src'
import { type Handler, json, loopback } from './loopback'

const orgId = '00DSB0000001Kqx'
const conversationId = '6b3f5d6e-0000-4000-8000-000000000001'
const WORDS = 'canary-words'
const TOKEN = 'canary-token'
const session = { conversationId, accessToken: TOKEN, orgId, lastEventId: '1' }

const connectorAt = (scrtUrl: string) => salesforceEnhancedChat({ scrtUrl, orgId, deployment: 'Dep' })

async function sendTo(scrtUrl: string, milliseconds = 30_000): Promise<unknown> {
  const commandId = crypto.randomUUID()
  const command = {
    type: 'send',
    commandId,
    messageId: commandId,
    message: { type: 'text', text: WORDS },
  } as const
  return withDeadline((context) => connectorAt(scrtUrl).send(command, session, context), {
    milliseconds,
  }).catch((thrown) => thrown)
}

const answers: [string, Handler, string, string][] = [
  [
    'a redirect to a login page',
    (_, response) => response.writeHead(302, { location: '/login' }).end(),
    'platform-reply-invalid',
    'unknown',
  ],
  [
    'a page of HTML',
    (_, response, body) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${body}</p>`),
    'platform-reply-invalid',
    'unknown',
  ],
  [
    'a refusal that repeats the request',
    (_, response, body) => json(response, 400, { message: body }),
    'platform-refused',
    'not-started',
  ],
  [
    'a server error in HTML',
    (_, response, body) => response.writeHead(502, { 'content-type': 'text/html' }).end(body),
    'platform-unavailable',
    'unknown',
  ],
  [
    'a gateway’s page that there is nothing at the address',
    (_, response, body) => response.writeHead(404, { 'content-type': 'text/html' }).end(body),
    'platform-reply-invalid',
    'not-started',
  ],
  [
    'a server error',
    (_, response, body) => json(response, 500, { message: body }),
    'platform-unavailable',
    'unknown',
  ],
  ['a cut connection', (request) => request.socket.destroy(), 'platform-unreachable', 'unknown'],
  [
    'a cut body',
    (_, response) => {
      response.writeHead(202, { 'content-length': 100 }).write('{"conv')
      setTimeout(() => response.destroy(), 20)
    },
    'platform-unreachable',
    'unknown',
  ],
  [
    'a body a byte at a time',
    (_, response) => {
      response.writeHead(202)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    },
    'platform-timeout',
    'unknown',
  ],
  [
    'a body of 10 MiB',
    (_, response) => response.writeHead(202).end('x'.repeat(10 * 1_048_576)),
    'platform-reply-invalid',
    'unknown',
  ],
  ['no answer', () => {}, 'platform-timeout', 'unknown'],
  [
    'an absurd Retry-After',
    (_, response) => response.writeHead(429, { 'retry-after': '1000000000' }).end(),
    'platform-rate-limited',
    'not-started',
  ],
]

describe('a message that is answered with', () => {
  it.each(answers)('%s fails as it should, silently', async (_, handle, code, outcome) => {
    // Only what never comes to its end is not waited for.
    const error = await sendTo(await loopback(handle), code === 'platform-timeout' ? 1_000 : undefined)
    expect(error).toBeInstanceOf(ConversationError)
    expect(error).toMatchObject({ code, outcome })
    const printed = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
    expect(printed).not.toContain('canary')
  })

  it('nothing, because nobody listens, is surely not started', async () => {
    expect(await sendTo('http://127.0.0.1:9')).toMatchObject({
      code: 'platform-unreachable',
      outcome: 'not-started',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })
})

async function stepsOf(handle: Handler, until: (steps: StreamStep[]) => boolean): Promise<StreamStep[]> {
  const { arrival } = connectorAt(await loopback(handle))
  if (arrival.kind !== 'stream') throw new Error('a stream was expected')
  const stop = new AbortController()
  const steps: StreamStep[] = []
  for await (const step of arrival.open(session, { signal: stop.signal })) {
    steps.push(step)
    if (until(steps)) stop.abort()
  }
  return steps
}

const message = (text: string) =>
  JSON.stringify({
    conversationId,
    conversationEntry: {
      identifier: text,
      entryType: 'Message',
      entryPayload: JSON.stringify({
        abstractMessage: { messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text } },
      }),
      sender: { role: 'Agent' },
    },
  })

const said = (steps: StreamStep[]) =>
  steps.flatMap((step) =>
    step.step === 'events'
      ? step.events.flatMap((event) => (event.type === 'message' ? [event.id] : []))
      : [],
  )

describe('an event stream', () => {
  it('says where to go on: the newest id, never an older one', async () => {
    const steps = await stepsOf(
      (request, response) => {
        expect(request.headers).toMatchObject({
          'last-event-id': '1',
          'x-org-id': orgId,
          authorization: `Bearer ${TOKEN}`,
        })
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(
          `event: ping\ndata: 0\n\nevent: CONVERSATION_MESSAGE\nid: 9007199254740993\ndata: ${message('a')}\n\n`,
        )
        setTimeout(
          () =>
            response.write(`event: CONVERSATION_MESSAGE\nid: 9007199254740992\ndata: ${message('b')}\n\n`),
          20,
        )
      },
      (steps) => said(steps).length === 2,
    )
    expect(steps[0]).toEqual({ step: 'opened' })
    expect(said(steps)).toEqual(['a', 'b'])
    expect(steps.at(-1)).toMatchObject({ cursor: '9007199254740993' })
  })

  it('goes on after what cannot be read', async () => {
    const steps = await stepsOf(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('\uFEFFevent: CONVERSATION_MESSAGE\ndata: {"broken\n\n')
        response.write(`event: CONVERSATION_MESSAGE\ndata: ${'['.repeat(200_000)}\n\n`)
        response.write(`event: CONVERSATION_MESSAGE\ndata: ${message('\u0000 ä😀')}\n\n`)
      },
      (steps) => said(steps).length === 1,
    )
    expect(said(steps)).toEqual(['\u0000 ä😀'])
  })

  it('that says the access has expired asks for a renewal', async () => {
    const opening = stepsOf(
      (_, response) =>
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('Jwt is expired'),
      () => false,
    )
    await expect(opening).rejects.toMatchObject({ code: 'platform-session-expired' })
  })

  it.each([
    [401, 'text/plain', 'platform-session-expired'],
    [400, 'application/json', 'platform-misconfigured'],
    [200, 'text/html', 'platform-reply-invalid'],
    [503, 'text/plain', 'platform-unavailable'],
  ])('that is refused with %i says why', async (status, mediaType, code) => {
    const opening = stepsOf(
      (_, response) => response.writeHead(status, { 'content-type': mediaType }).end('canary'),
      () => false,
    )
    await expect(opening).rejects.toMatchObject({ code, message: expect.not.stringContaining('canary') })
  })

  it('that is cut fails, and one that ends just ends', async () => {
    const cut = stepsOf(
      (request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
        setTimeout(() => request.socket.destroy(), 20)
      },
      () => false,
    )
    await expect(cut).rejects.toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
    const ended = await stepsOf(
      (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': hello\n\n'),
      () => false,
    )
    expect(ended[0]).toEqual({ step: 'opened' })
  })
})

it.each([
  ['says nothing', { message: 'Bad request' }, ['conversation-not-ended']],
  ['says that it is closed already', { message: 'The conversation is already closed.' }, []],
])('an end that is refused with 400 is told to an operator, where it %s', async (_what, body, codes) => {
  const url = await loopback((_request, response) => json(response, 400, body))
  const command = { type: 'end', commandId: crypto.randomUUID(), reason: 'customer-ended' } as const
  const { events } = await withDeadline((context) => connectorAt(url).end(command, session, context))
  const told = events && Symbol.iterator in events ? [...events] : []
  expect(told.map((event) => event.type === 'notice' && event.code)).toEqual(codes)
})

it.each([
  404, 200,
])('a conflict about a conversation that Salesforce has or has not is told apart (%i)', async (status) => {
  const url = await loopback(({ method }, response) => json(response, method === 'POST' ? 409 : status, {}))
  const about = { commandId: conversationId, conversationId, customerDestination: 'c', attributes: {} }
  const command = { type: 'start', channel: 'web-chat', ...about } as const
  const started = withDeadline((context) => connectorAt(url).start(command, session, context))
  if (status === 200) await started
  else await expect(started).rejects.toMatchObject({ code: 'platform-unavailable', outcome: 'unknown' })
})
