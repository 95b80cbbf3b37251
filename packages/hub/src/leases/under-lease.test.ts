import { createServer } from 'node:net'
import { createStopSwitch } from '@conversation-hub/core'
import axios from 'axios'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { watchFirstBytes } from './first-bytes'
import { underLease } from './under-lease'

const signal = createStopSwitch()
const never = createStopSwitch()

const standing = { mayAct: () => true, awake: () => never, lapses: () => 1, isAlone: () => false }

it('does not begin a call without the lease', async () => {
  const call = vi.fn(async () => 'said')
  await expect(underLease(call, { ...standing, mayAct: () => false }, { signal })).rejects.toMatchObject({
    code: 'database-unavailable',
    outcome: 'not-started',
  })
  expect(call).not.toHaveBeenCalled()
})

/** A server that keeps what is written to it, and answers nothing. */
async function listen() {
  const heard = { text: '', connections: 0 }
  const server = createServer((socket) => {
    heard.connections += 1
    socket.on('data', (bytes) => {
      heard.text += bytes
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  onTestFinished(watchFirstBytes())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  return { heard, url, closed: () => new Promise((resolve) => server.close(resolve)) }
}

const inDoubt = { code: 'database-unavailable', outcome: 'unknown' }
const byFetch = (url: string, signal: AbortSignal): Promise<unknown> =>
  fetch(url, { method: 'POST', body: 'hi', signal })
const byAxios = (url: string, signal: AbortSignal): Promise<unknown> => axios.post(url, 'hi', { signal })
const clients = [
  { client: 'fetch', post: byFetch },
  { client: 'axios', post: byAxios },
]

describe.each(clients)('a call by $client whose connection is still being opened', ({ post }) => {
  it('writes nothing once its process has slept through its lease', async () => {
    const { heard, url, closed } = await listen()
    const awake = createStopSwitch()
    const call = underLease(
      ({ signal }) => post(url, signal),
      { ...standing, awake: () => awake },
      { signal },
    )
    awake.stop()
    await expect(call).rejects.toMatchObject(inDoubt)
    await closed()
    expect(heard.text).toBe('')
  })

  it('writes nothing once the lease has run out', async () => {
    const { heard, url, closed } = await listen()
    let isHeld = true
    const call = underLease(
      ({ signal }) => post(url, signal),
      { ...standing, mayAct: () => isHeld },
      { signal },
    )
    isHeld = false
    await expect(call).rejects.toMatchObject(inDoubt)
    await closed()
    expect(heard).toEqual({ text: '', connections: 1 })
  })

  it('writes nothing where the lease had run out, and was renewed since', async () => {
    const { heard, url, closed } = await listen()
    let lapses = 1
    const call = underLease(
      ({ signal }) => post(url, signal),
      { ...standing, lapses: () => lapses },
      { signal },
    )
    lapses += 1
    await expect(call).rejects.toMatchObject(inDoubt)
    await closed()
    expect(heard).toEqual({ text: '', connections: 1 })
  })

  it('is none of the other calls’ business', async () => {
    const { heard, url } = await listen()
    const late = underLease(
      ({ signal }) => post(url, signal),
      { ...standing, mayAct: vi.fn(() => false).mockReturnValueOnce(true) },
      { signal },
    )
    const other = new AbortController()
    const beside = post(url, other.signal)
    await expect(late).rejects.toMatchObject(inDoubt)
    await vi.waitFor(() => expect(heard.text).toContain('POST'), 10_000)
    expect(heard.text.match(/POST/g)).toHaveLength(1)
    other.abort()
    await expect(beside).rejects.toThrow()
  })
})

it('lets a request that is written already go on after the lease', async () => {
  const { heard, url } = await listen()
  let isHeld = true
  const caller = createStopSwitch()
  const call = underLease(
    ({ signal }) => byFetch(url, signal),
    { ...standing, mayAct: () => isHeld },
    { signal: caller },
  )
  await vi.waitFor(() => expect(heard.text).toContain('hi'), 10_000)
  isHeld = false
  caller.stop()
  await expect(call).rejects.toMatchObject({ code: 'cancelled' })
})

it('gives a call up with its caller as ever', async () => {
  const caller = createStopSwitch()
  const call = underLease(() => new Promise(() => {}), standing, { signal: caller })
  caller.stop()
  await expect(call).rejects.toMatchObject({ code: 'cancelled', outcome: 'unknown' })
})
