import { describe, expect, it } from 'vitest'
import { baseOf, readAddress } from './address'

describe('the address', () => {
  it.each([
    ['https://amelia.example.com', 'https://amelia.example.com'],
    ['https://amelia.example.com/', 'https://amelia.example.com'],
    ['https://amelia.example.com/Amelia', 'https://amelia.example.com'],
    ['https://amelia.example.com/Amelia/', 'https://amelia.example.com'],
    ['https://amelia.example.com/AmeliaRest/', 'https://amelia.example.com'],
    ['https://example.com:8443/tenants/one/AmeliaRest', 'https://example.com:8443/tenants/one'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost:3000/Amelia', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s becomes %s', (written, base) => {
    const read = readAddress(written)
    expect('address' in read && baseOf(read.address)).toBe(base)
  })

  it.each([
    'amelia.example.com',
    'ftp://amelia.example.com',
    'http://amelia.example.com',
    'http://127.0.0.1.example.com',
    'https://user:word@amelia.example.com',
    'https://amelia.example.com/?domain=support',
    '',
  ])('%s is refused', (written) => {
    expect(readAddress(written)).toEqual({ problem: expect.any(String) })
  })
})
