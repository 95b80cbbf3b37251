import { Window } from 'happy-dom'
import { onTestFinished } from 'vitest'
import type { FakeHub } from './fake-hub'
import { until } from './open-chat'

// Since version 25 Node has a `localStorage` of its own, which is `undefined` unless Node is told a file for it, and vitest
// does not put a page's in its place.
Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: new Window().localStorage })

/** The element on a page, open on the hub. */
export async function show(hub: FakeHub, attributes: Record<string, string> = {}) {
  const element = document.createElement('chat-web-control')
  element.setAttribute('resource-id', 'web')
  element.setAttribute('server', hub.address)
  element.setAttribute('language', 'en')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  document.body.append(element)
  onTestFinished(() => element.remove())
  await until('a stream is open', () => hub.openStreams === 1)
  const find = <Found extends HTMLElement>(selector: string) =>
    element.renderRoot.querySelector<Found>(selector)
  const all = (selector: string) => [...element.renderRoot.querySelectorAll<HTMLElement>(selector)]
  const texts = (selector: string) => all(selector).map((one) => one.textContent?.trim().replace(/\s+/g, ' '))
  return { element, find, all, texts }
}

/** Writes into the composer. */
export function write(page: Awaited<ReturnType<typeof show>>, text: string): void {
  const area = page.find<HTMLTextAreaElement>('textarea')
  if (!area) throw new Error('There is no composer.')
  area.value = text
  area.dispatchEvent(new InputEvent('input', { bubbles: true }))
  area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}
