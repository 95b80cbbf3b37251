import { z } from 'zod'

/** What the calls of the REST gateway accept and answer, and how a webhook is delivered. */
export const gatewaySwitches = z.object({
  newStatus: z
    .union([z.literal(200), z.literal(201)])
    .default(200)
    .describe('Status of conversations/new.'),
  nestedMap: z
    .union([z.literal(400), z.literal(500)])
    .default(400)
    .describe('Status of an initial map with nested or non-string values; documented only as an error.'),
  sendAnswer: z
    .enum(['empty', 'json'])
    .default('empty')
    .describe('Body of the 200 to send, say, close and notification calls.'),
  pathKey: z
    .enum(['sessionId', 'conversationId', 'either'])
    .default('sessionId')
    .describe('Which id the paths of conversation calls take: the session id, the conversation id, or both.'),
  startCall: z
    .union([z.literal(404), z.literal(200)])
    .default(404)
    .describe('Answer of conversations/{sessionId}/start, which one client calls and nothing documents.'),
  domainsAnswer: z
    .enum(['list', 'page'])
    .default('list')
    .describe('conversations/domains: a bare list, or a page with content.'),
  escalationQueuesPath: z
    .enum(['system/escalationqueues', 'escalationQueues'])
    .default('escalationQueues')
    .describe('Path of the escalation queues below admin: 2019 reference, or 7.x client.'),
  longpoll: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the long poll exists; absent answers 404.'),
  nothingToFetch: z
    .enum(['array', 'empty'])
    .default('array')
    .describe('Body of the answer to a poll that found nothing: [], or none at all.'),
  longpollSeconds: z
    .number()
    .positive()
    .default(7)
    .describe('Seconds a long poll blocks before it answers []: about 7.'),
  longpollOnEscalation: z
    .enum(['flushed', 'held'])
    .default('flushed')
    .describe('Before 6.6 an escalation-started message did not wake a long poll.'),
  inputLimit: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Longest accepted message text in characters. 0: none. The web page stops at 1024.'),
  inputWhileDisabled: z
    .enum(['accepted', 'refused'])
    .default('accepted')
    .describe('What happens to words sent before Amelia is ready: heard in turn, or 400.'),
  initialHeaders: z
    .enum(['passed', 'dropped'])
    .default('dropped')
    .describe('Whether flows can read the request headers of conversations/new (getInitialHttpHeader).'),
  webhookHeader: z
    .enum(['X-Amelia-Webhook-Secret', 'X-Amelia-Webbook-Secret'])
    .default('X-Amelia-Webhook-Secret')
    .describe('Header of the webhook secret; the newest 2019 reference spells it with two b.'),
  webhookBody: z
    .enum(['single', 'array'])
    .default('single')
    .describe('One message object per delivery, or an array of them.'),
  webhookOrder: z
    .enum(['in-turn', 'at-once'])
    .default('in-turn')
    .describe('One delivery after the other, or all side by side.'),
  webhookRetries: z
    .number()
    .int()
    .min(0)
    .default(3)
    .describe('Further attempts after a delivery that was not answered 2xx.'),
  webhookRetrySeconds: z.number().min(0).default(1).describe('Seconds between two attempts of one delivery.'),
  webhookTimeoutSeconds: z
    .number()
    .positive()
    .default(10)
    .describe('Seconds a receiver has to answer a delivery.'),
})
