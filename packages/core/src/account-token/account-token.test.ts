import { describe, expect, it } from 'vitest'
import { type AccountToken, cachedAccountToken } from './account-token'

/** A login whose answers are given by the test. */
function login() {
  const open: { resolve: (token: AccountToken) => void; reject: (error: Error) => void }[] = []
  return {
    fetch: () => new Promise<AccountToken>((resolve, reject) => open.push({ resolve, reject })),
    asked: () => open.length,
    answer: (index: number, token: AccountToken) => open[index]?.resolve(token),
    fail: (index: number) => open[index]?.reject(new Error('refused')),
  }
}

describe('cachedAccountToken', () => {
  it('logs in once for all who ask at the same time', async () => {
    const { fetch, asked, answer } = login()
    const source = cachedAccountToken(fetch)
    const asking = Promise.all([source.get(), source.get(), source.get()])
    answer(0, { value: 'one' })
    expect(await asking).toEqual(['one', 'one', 'one'])
    expect(await source.get()).toBe('one')
    expect(asked()).toBe(1)
  })

  it('tells everyone of a failure, and logs in anew for the next', async () => {
    const { fetch, asked, answer, fail } = login()
    const source = cachedAccountToken(fetch)
    const asking = Promise.allSettled([source.get(), source.get()])
    fail(0)
    expect((await asking).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = source.get()
    answer(1, { value: 'two' })
    expect(await next).toBe('two')
    expect(asked()).toBe(2)
  })

  it('drops only the token that was refused', async () => {
    const { fetch, asked, answer } = login()
    const source = cachedAccountToken(fetch)
    const first = source.get()
    answer(0, { value: 'one' })
    await first
    source.drop('some older token')
    expect(await source.get()).toBe('one')
    source.drop('one')
    const second = source.get()
    answer(1, { value: 'two' })
    expect(await second).toBe('two')
    expect(asked()).toBe(2)
  })

  it.each([
    { life: 3_600_000, fresh: 3_539_999, due: 3_540_000 },
    { life: 20_000, fresh: 9_999, due: 10_000 },
  ])('renews a token of $life ms after $due ms', async ({ life, fresh, due }) => {
    let time = 0
    let logins = 0
    const source = cachedAccountToken(
      async () => {
        logins += 1
        return { value: `token ${logins}`, expiresAt: time + life }
      },
      { now: () => time },
    )
    await source.get()
    time = fresh
    expect(await source.get()).toBe('token 1')
    time = due
    expect(await source.get()).toBe('token 2')
  })
})
