import { UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { accessFrom, isAnotherEndUser, isVerified, renewedFrom } from './access'

describe('access', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  const token = (claims: Record<string, unknown>) => new UnsecuredJWT(claims).encode()
  const from = (claims: Record<string, unknown>, more = {}) =>
    accessFrom(
      { accessToken: token(claims), lastEventId: undefined, context: undefined, ...more },
      { orgId: '00DOURS00000001', now },
    )
  const minutes = (count: number) => now + count * 60_000

  it.each([
    ['an hour: a tenth before', 3_600, minutes(54)],
    ['five minutes: a minute before', 300, minutes(4)],
    ['a minute: half of it', 60, minutes(0.5)],
  ])('is renewed in time: %s', (_, life, renewAt) => {
    // By a clock that is not ours: only the distance of the two times counts.
    expect(from({ iat: 1_000, exp: 1_000 + life }).renewAt).toBe(renewAt)
  })

  it('lives an hour when the token does not say', () => {
    expect(from({}).renewAt).toBe(minutes(54))
    expect(
      accessFrom(
        { accessToken: 'opaque', lastEventId: '7', context: null },
        { orgId: '00DOURS00000001', now },
      ),
    ).toEqual({
      accessToken: 'opaque',
      orgId: '00DOURS00000001',
      renewAt: minutes(54),
      lastEventId: '7',
    })
  })

  it('belongs to the organisation that the token names, in the form in which it names it', () => {
    expect(from({ orgId: '00DSB0000001KqxAAB' }).orgId).toBe('00DSB0000001KqxAAB')
  })

  it('that a renewal does not lengthen is renewed again only at its end', () => {
    const held = from({ iat: 1_000, exp: 4_600 })
    const at = (renewed: Record<string, unknown>, now = minutes(54)) =>
      renewedFrom(held, accessFrom({ accessToken: token(renewed) }, { orgId: '00D', now }), now).renewAt
    expect(at({ iat: 4_240, exp: 7_840 }), 'lengthened').toBe(minutes(54 + 54))
    expect(at({ iat: 4_240, exp: 4_600 }), 'issued anew, with the old end').toBe(minutes(60))
    expect(at({ iat: 1_000, exp: 4_600 }), 'both times are the old ones').toBe(minutes(60))
    expect(at({ iat: 1_000, exp: 4_600 }, minutes(0)), 'before it was due').toBe(minutes(54))
  })

  it('is somebody else’s only where neither the subject nor the token’s own is the same', () => {
    const held = { ...from({ sub: 's1' }), subject: 'v2/iamessage/ANON/1' }
    expect(isAnotherEndUser(held, from({ sub: 's1' }))).toBe(false)
    expect(isAnotherEndUser(held, { ...from({ sub: 's2' }), subject: 'v2/iamessage/ANON/1' })).toBe(false)
    expect(isAnotherEndUser(held, from({ sub: 's2' }))).toBe(true)
    expect(isAnotherEndUser({ ...from({}), subject: 'a' }, { ...from({}), subject: 'b' })).toBe(true)
  })

  it('is a verified user’s only when the subject says so', () => {
    expect(isVerified(from({ sub: 'v2/iamessage/AUTH/Default/uid:1' }))).toBe(true)
    expect(isVerified(from({ sub: 'v2/iamessage/UNAUTH/NA/uid:1' }))).toBe(false)
    expect(isVerified(from({ sub: 'v2/iamessage/ANON/1' }))).toBe(false)
  })
})
