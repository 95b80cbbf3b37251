import { UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { accessFrom, isVerified } from './access'

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

  it('is a verified user’s only when the subject says so', () => {
    expect(isVerified(from({ sub: 'v2/iamessage/AUTH/Default/uid:1' }))).toBe(true)
    expect(isVerified(from({ sub: 'v2/iamessage/UNAUTH/NA/uid:1' }))).toBe(false)
    expect(isVerified(from({ sub: 'v2/iamessage/ANON/1' }))).toBe(false)
  })
})
