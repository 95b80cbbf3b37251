import { expect, it } from 'vitest'
import { createExchange } from '../src/client'
import { resolveSettings } from '../src/settings'
import { goesOn } from '../src/web-channel/conversations'
import { createWebApi } from '../src/web-channel/web-api'
import { startLoopback } from './loopback'

const mine = { conversationId: 'C-1' }
const another = { conversationId: 'C-2' }

const tooLong = { content: [another], more: 'x'.repeat(1_100_000) }

it.each<[string, object, boolean]>([
  ['it is listed', { content: [another, mine] }, true],
  ['it is not listed', { content: [another] }, false],
  ['it is on no page', { content: [another], last: true, totalElements: 1 }, false],
  ['it may be on the next page', { content: [another], last: false }, true],
  ['more are open than are listed', { content: [another], totalElements: 21 }, true],
  ['more are listed than is read', tooLong, true],
  ['the list is odd', { content: ['C-2'] }, true],
])('whether a conversation goes on, where %s', async (_, body, expected) => {
  const host = await startLoopback(() => ({ body }))
  const settings = resolveSettings({ url: host.url, domain: 'support', transport: 'web-channel' })
  if (settings.transport !== 'web-channel') throw new Error('Expected the web channel.')
  const session = { cookies: {}, csrfToken: 'c', sessionId: 's1', ...mine }
  const api = createWebApi(settings, createExchange())
  expect(await goesOn(api, session, new AbortController().signal)).toBe(expected)
})
