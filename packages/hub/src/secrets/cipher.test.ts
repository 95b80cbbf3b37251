import { describe, expect, it } from 'vitest'
import { createCipher } from './cipher'

const old = 'the old key of this hub'
const fresh = 'the new key of this hub'

describe('a sealed session', () => {
  it('opens with the key that sealed it, and for the conversation it was sealed for', () => {
    const cipher = createCipher([old])
    const sealed = cipher.seal('{"token":"t"}', 'one')
    expect(sealed).not.toContain('token')
    expect(cipher.open(sealed, 'one')).toBe('{"token":"t"}')
    expect(() => cipher.open(sealed, 'another')).toThrow(/HUB_SECRET_KEY/)
  })

  it('is never sealed to the same text twice', () => {
    const cipher = createCipher([old])
    const sealed = Array.from({ length: 1_000 }, () => cipher.seal('x', 'one'))
    expect(new Set(sealed).size).toBe(sealed.length)
  })

  it('still opens when a new key is put in front, and not when the old one is gone', () => {
    const sealed = createCipher([old]).seal('x', 'one')
    const rotated = createCipher([fresh, old])
    expect(rotated.open(sealed, 'one')).toBe('x')
    expect(createCipher([fresh]).open(rotated.seal('y', 'one'), 'one')).toBe('y')
    expect(() => createCipher([fresh]).open(sealed, 'one')).toThrow(/Add the old key again/)
  })

  it('does not open when a byte was changed, or most are gone', () => {
    const cipher = createCipher([old])
    const bytes = Buffer.from(cipher.seal('x', 'one'), 'base64')
    bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1)
    expect(() => cipher.open(bytes.toString('base64'), 'one')).toThrow()
    expect(() => cipher.open(bytes.subarray(0, 18).toString('base64'), 'one')).toThrow(/HUB_SECRET_KEY/)
  })
})
