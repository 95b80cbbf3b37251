import { Hono } from 'hono'
import { z } from 'zod'
import type { Watchers } from '../../desk/watchers'
import type { HttpApp, HttpEnv } from '../../http/env'
import { openEventStream } from '../../http/event-stream'
import { answeredByItself } from '../../http/no-answer'
import type { TwilioParts } from '../parts'
import type { Message } from '../world/message'
import { phonePage } from './page'
import type { Phones } from './phones'

const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number such as +12025550123')

const writtenSchema = z.strictObject({
  from: phoneNumber,
  to: phoneNumber,
  text: z.string().max(20_000).default(''),
  media: z
    .array(z.strictObject({ mediaType: z.string(), base64: z.base64() }))
    .max(10)
    .default([]),
})

/** The page on which one is the customer, and what it asks for. */
export function phoneRoutes(
  { world }: Pick<TwilioParts, 'world'>,
  phones: Phones,
  watch: Watchers['watch'],
): HttpApp {
  const app = new Hono<HttpEnv>()

  app.get('/', (context) => context.html(phonePage()))

  app.get('/numbers', (context) =>
    context.json([...world.numbers.values()].map(({ number, label }) => ({ number, label }))),
  )

  app.get('/phones/:customer/threads/:number', (context) => {
    const { customer, number } = context.req.param()
    return context.json(threadOf(world.messages.values(), customer, number).map(bubble))
  })

  app.post('/messages', async (context) => {
    const { media, ...message } = writtenSchema.parse(await context.req.json())
    if (!world.numbers.get(message.to))
      return context.json({ error: `The account has no number ${message.to}.` }, 409)
    const files = media.map(({ mediaType, base64 }) => ({
      mediaType,
      content: Buffer.from(base64, 'base64'),
    }))
    return context.json(await phones.write({ ...message, media: files }), 201)
  })

  app.get('/events', (context) => {
    const stream = openEventStream(context.env.outgoing)
    stream.sendRaw(': the phone is on\n\n')
    stream.onClose(watch((customer) => stream.send({ event: 'changed', data: JSON.stringify({ customer }) })))
    return answeredByItself()
  })
  return app
}

/** What one customer's phone shows under one of the account's numbers, oldest first. */
export function threadOf(messages: Iterable<Message>, customer: string, number: string): Message[] {
  return [...messages].filter(
    ({ direction, from, to }) =>
      (direction === 'inbound' && from === customer && to === number) ||
      (direction !== 'inbound' && from === number && to === customer),
  )
}

function bubble({ sid, direction, body, status, errorCode, createdAt, media }: Message) {
  return {
    sid,
    mine: direction === 'inbound',
    text: body,
    status: errorCode === null ? status : `${status} (${errorCode})`,
    at: new Date(createdAt).toISOString(),
    media: media.map(({ mediaSid, contentType, url }) => ({
      url: url ?? `/media-store/${mediaSid}`,
      isImage:
        contentType.startsWith('image/') || (url !== undefined && /\.(png|jpe?g|gif|webp)($|\?)/i.test(url)),
    })),
  }
}
