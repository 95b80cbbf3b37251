import { z } from 'zod'
import { delivery } from '../message/draft'

/** How a session's messages leave: fetched, posted to a webhook, or pushed to a STOMP queue. */
const outlet = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('POLLING') }),
  z.object({ mode: z.literal('WEBHOOK'), url: z.string(), secret: z.string().nullable() }),
  z.object({ mode: z.literal('STOMP') }),
])

/** One party's access to a conversation. The REST gateway's path key is its id, not the conversation's. */
export const session = z.object({
  sessionId: z.string(),
  conversationId: z.string(),
  contextId: z.string(),
  mode: z.enum(['USER', 'OBSERVER']),
  outlet,
  /** Whether internal messages are delivered too. */
  debug: z.boolean(),
  /** A session that joined may hear nothing before it has asked for the replay. */
  joined: z.enum(['live', 'awaiting-replay']),
  /** The language that the customer's side asked for last. */
  language: z.string().default('en-US'),
  /** Milliseconds by which the client's clock is behind. */
  clockSkew: z.number(),
  /** The last sequence number taken. */
  sequence: z.number(),
  /** What has not been fetched, posted or pushed yet. */
  queue: z.array(delivery),
})

/** A browser with its cookie: anonymous, logged in, or neither yet. */
export const visitor = z.object({
  cookie: z.string(),
  csrfToken: z.string(),
  sessionAuth: z.string(),
  user: z
    .object({ userId: z.string(), email: z.string(), name: z.string(), anonymous: z.boolean() })
    .nullable(),
})

export const upload = z.object({
  uploadId: z.string(),
  conversationId: z.string(),
  filename: z.string(),
  mediaType: z.string(),
  base64: z.string(),
})

export const token = z.object({
  token: z.string(),
  username: z.string(),
  /** Milliseconds since 1970. */
  issuedAt: z.number().default(0),
})

export type Outlet = z.infer<typeof outlet>
export type Session = z.infer<typeof session>
export type Token = z.infer<typeof token>
export type Visitor = z.infer<typeof visitor>
export type Upload = z.infer<typeof upload>
