import { expect, test } from 'vitest'
import { hubFilePath, webAddress } from './addresses'

test.each([
  ['https://example.com/a', 'https://example.com/a'],
  ['/files/1', 'https://hub.example/files/1'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['https://', undefined],
])('%s leads to %s', (address, expected) => {
  expect(webAddress(address, 'https://hub.example')).toBe(expected)
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
