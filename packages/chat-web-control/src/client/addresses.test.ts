import { expect, onTestFinished, test, vi } from 'vitest'
import { baseOf, hubFilePath, webAddress } from './addresses'

test.each([
  ['https://example.com/a', 'https://example.com/a'],
  ['/files/1', 'https://hub.example/files/1'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['https://', undefined],
])('%s leads to %s', (address, expected) => {
  expect(webAddress(address, 'https://hub.example')).toBe(expected)
})

test('what is relative is below the path that the hub has in the app of somebody else', () => {
  expect(webAddress('/files/1', 'https://shop.example/chat')).toBe('https://shop.example/chat/files/1')
})

test.each([
  ['', 'https://page.example'],
  ['/chat', 'https://page.example/chat'],
  ['https://Hub.Example:443/', 'https://hub.example'],
  ['https://shop.example/chat/', 'https://shop.example/chat'],
])('%j is the base %s', (server, expected) => {
  vi.stubGlobal('location', new URL('https://page.example/shop/?a=1#b'))
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(baseOf(server)).toBe(expected)
})

const own = '/v1/conversations/c1/files/f1'

test.each([
  [own, own],
  [`https://hub.example${own}`, own],
  [`${own}?expires=1&signature=x`, undefined],
  [`https://other.example${own}`, undefined],
  [`https://hub.example.evil.example${own}`, undefined],
  ['/v1/conversations/c1/files/../../keys', undefined],
  ['https://cdn.example/a.png', undefined],
])('%s is kept by the hub at %s', (url, expected) => {
  expect(hubFilePath(url, 'https://hub.example')).toBe(expected)
})

test.each([
  'https://shop.example/chat',
  'https://hub.example/',
  'HTTPS://HUB.example',
])('the hub at %s keeps it', (server) => {
  expect(hubFilePath(own, server)).toBe(own)
})
