import { describe, expect, it } from 'vitest'
import { cookieHeader, withSetCookies } from './cookies'

describe('cookies', () => {
  it('are set, replaced and cleared by answers', () => {
    const first = withSetCookies({}, [
      'JSESSIONID=a=b==; Path=/Amelia; HttpOnly',
      'route=1',
      'odd',
      '=nameless',
    ])
    expect(cookieHeader(first)).toBe('JSESSIONID=a=b==; route=1')
    const second = withSetCookies(first, ['JSESSIONID=c', 'route=; Path=/'])
    expect(cookieHeader(second)).toBe('JSESSIONID=c')
    expect(withSetCookies(second, ['JSESSIONID=gone; Max-Age=0'])).toEqual({})
  })
})
