import { expect, it } from 'vitest'
import { servePages } from './serve-pages'

const answer = servePages({
  '/': { body: '<p>Größe</p>', type: 'text/html; charset=utf-8' },
  '/chat-web-control.js': { body: 'export {}', type: 'text/javascript', isForAll: true },
})
const ask = (path: string, init?: RequestInit) => answer(new Request(`https://chat.example${path}`, init))

it('gives the control to pages of every origin, and its own pages to nobody’s scripts', async () => {
  const control = ask('/chat-web-control.js', { headers: { origin: 'https://shop.example' } })
  expect(await control.text()).toBe('export {}')
  expect(control.headers.get('access-control-allow-origin')).toBe('*')
  expect(ask('/').headers.has('access-control-allow-origin')).toBe(false)
})

it('sends again what has changed only', async () => {
  const page = ask('/')
  expect(await page.text()).toBe('<p>Größe</p>')
  const etag = page.headers.get('etag') ?? ''
  for (const known of [etag, `W/${etag}`]) {
    expect(ask('/', { headers: { 'if-none-match': known } }).status).toBe(304)
  }
  expect(ask('/chat-web-control.js', { headers: { 'if-none-match': etag } }).status).toBe(200)
})

it('has nothing for other addresses and methods', () => {
  expect([ask('/constructor').status, ask('/', { method: 'POST' }).status]).toEqual([404, 404])
})
