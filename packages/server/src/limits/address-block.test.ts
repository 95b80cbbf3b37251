import { expect, it } from 'vitest'
import { addressBlock } from './address-block'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:51423', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:2:ffff::1', '2001:db8:1:2'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2'],
  ['2001:db8:1:3::9', '2001:db8:1:3'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['2001:db8:0:0:1::', '2001:db8:0:0'],
  // What a proxy writes that does not tell.
  ['unknown', 'unknown'],
])('%s is counted by %s', (address, block) => {
  expect(addressBlock(address)).toBe(block)
})
