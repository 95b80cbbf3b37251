import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { HubEnv } from '../http/env'
import { readJsonBody } from './read-body'

it('a body whose client went before it was asked for is waited for by nobody', async () => {
  const incoming = new IncomingMessage(new Socket())
  incoming.destroy()
  await once(incoming, 'close')
  const app = new Hono<HubEnv>()
  app.use(async (c, next) => {
    c.set('caller', { kind: 'visitor' })
    await next()
  })
  app.post('/', readJsonBody, (c) => c.text('read'))
  app.onError(({ message }, c) => c.text(message, 400))
  const answer = await app.request('/', { method: 'POST' }, { incoming })
  expect(await answer.text()).toBe('The connection was closed before the body had arrived.')
})
