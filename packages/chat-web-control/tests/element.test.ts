// @vitest-environment happy-dom
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import '../src/index'
import type { FakeHub } from './fake-hub'
import { openHub, sentTo, until } from './open-chat'

beforeEach(() => {
  localStorage.clear()
})

/** The element on a page, open on the hub. */
async function show(hub: FakeHub, attributes: Record<string, string> = {}) {
  const element = document.createElement('chat-web-control')
  element.setAttribute('resource-id', 'web')
  element.setAttribute('server', hub.address)
  element.setAttribute('language', 'en')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  document.body.append(element)
  onTestFinished(() => element.remove())
  await until('a stream is open', () => hub.openStreams === 1)
  const find = <Found extends HTMLElement>(selector: string) => element.renderRoot.querySelector<Found>(selector)
  const all = (selector: string) => [...element.renderRoot.querySelectorAll<HTMLElement>(selector)]
  const texts = (selector: string) => all(selector).map((one) => one.textContent?.trim().replace(/\s+/g, ' '))
  return { element, find, all, texts }
}

test('x', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell({ type: 'message', messageId: 'a', author: { role: 'bot', name: 'Nora' }, parts: [{ type: 'text', text: 'Hi' }] })
  await until('it shows', () => page.texts('.bubble').includes('Hi'))
  expect(sentTo(hub)).toEqual([])
})
