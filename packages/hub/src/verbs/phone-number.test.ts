import { describe, expect, it } from 'vitest'
import { phoneNumber } from './phone-number'

describe('a phone number', () => {
  it.each([
    '+12025550123',
    ' +1 (202) 555-0123 ',
    '+1.202.555.0123',
    '+1/202/555/0123',
    '+1\u2011202\u2011555\u20110123',
    '\u202a+1\u00a0202\u00a0555\u00a00123\u202c',
    '＋１２０２５５５０１２３',
    '+١٢٠٢٥٥٥٠١٢٣',
    'tel:+1-202-555-0123',
    '0012025550123',
    '00 1 (202) 555 0123',
  ])('%j is the same everywhere', (written) => {
    expect(phoneNumber(written)).toBe('+12025550123')
    expect(phoneNumber(written, { country: 'DE' })).toBe('+12025550123')
  })

  it.each([
    '(202) 555-0123',
    '202.555.0123',
    '1-202-555-0123',
    '12025550123',
  ])('%j is it at home', (written) => {
    expect(phoneNumber(written)).toBeUndefined()
    expect(phoneNumber(written, { country: 'US' })).toBe('+12025550123')
    expect(phoneNumber(written, { address: '+12025550100' })).toBe('+12025550123')
    expect(phoneNumber(written, { address: '+18005550100' })).toBe('+12025550123')
  })

  it('is known by the international prefix of its home', () => {
    expect(phoneNumber('011 44 20 7946 0958', { address: '+12025550100' })).toBe('+442079460958')
  })

  it('is at home where the settings say, before where our own number is', () => {
    const national = '020 7946 0958'
    expect(phoneNumber(national, { country: 'GB', address: '+12025550100' })).toBe('+442079460958')
    expect(phoneNumber(national, { address: '+442079460000' })).toBe('+442079460958')
    expect(phoneNumber(national, { address: '72975' })).toBeUndefined()
  })

  it.each([
    'nobody',
    '',
    '+1',
    '+1 202 555',
    '+999123456789',
    '+12025550123 +12025550124',
    'call +1 202 555 0123',
    '+1 202 555 0123 ext. 5',
    '72975',
  ])('%j is none', (written) => {
    expect(phoneNumber(written, { address: '+12025550100' })).toBeUndefined()
  })

  it('of a range that our lists do not know yet is one', () => {
    expect(phoneNumber('+15551234567')).toBe('+15551234567')
  })
})
