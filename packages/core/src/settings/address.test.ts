import { expect, it } from 'vitest'
import { addressSchema } from './address'

it.each([
  ['https://chat.example.com/', 'https://chat.example.com'],
  ['https://example.com:8443/tenants/one/', 'https://example.com:8443/tenants/one'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('the address %s becomes %s', (written, address) => {
  expect(addressSchema.parse(written)).toBe(address)
})

it.each([
  ['chat.example.com', 'must be an address such as https://chat.example.com'],
  ['', 'must be an address such as https://chat.example.com'],
  ['ftp://chat.example.com', 'must begin with https:// (http:// only on this machine)'],
  ['http://chat.example.com', 'must begin with https:// (http:// only on this machine)'],
  ['http://127.0.0.1.example.com', 'must begin with https:// (http:// only on this machine)'],
  ['https://canary:canary@chat.example.com', 'must not contain a user name or a password'],
  ['https://chat.example.com/?key=canary', 'must not contain a query or a fragment'],
])('the address %j is refused: %s', (written, problem) => {
  expect(addressSchema.safeParse(written).error?.issues).toMatchObject([{ message: problem }])
})
