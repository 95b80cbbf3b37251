import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:net'
import { createStopSwitch, type Stoppable } from '@conversation-hub/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { underLease } from './under-lease'

const signal = createStopSwitch()

it('does not begin a call without the lease', async () => {
  const call = vi.fn(async () => 'said')
  const standing = { mayAct: () => false, awake: createStopSwitch }
  await expect(underLease(call, standing, { signal })).rejects.toMatchObject({
    code: 'database-unavailable',
    outcome: 'not-started',
  })
  expect(call).not.toHaveBeenCalled()
})

/** A server that keeps what is written to it. */
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
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  return { heard, url, closed: () => new Promise((resolve) => server.close(resolve)) }
}

describe('a call whose process has slept through its lease', () => {
  const post = (url: string, awake: Stoppable) =>
    underLease(
      (context) => fetch(url, { method: 'POST', body: 'hi', signal: context.signal }),
      { mayAct: () => true, awake: () => awake },
      { signal },
    )
  const inDoubt = { code: 'database-unavailable', outcome: 'unknown' }

  it('writes nothing when its connection was still being opened', async () => {
    const { heard, url, closed } = await listen()
    const awake = createStopSwitch()
    const call = post(url, awake)
    awake.stop()
    await expect(call).rejects.toMatchObject(inDoubt)
    await closed()
    expect(heard.text).toBe('')
  })

  it('writes nothing when that is noticed only as its first byte would be written', async () => {
    const { heard, url, closed } = await listen()
    const awake = createStopSwitch()
    const notice = () => awake.stop()
    subscribe('undici:client:sendHeaders', notice)
    onTestFinished(() => void unsubscribe('undici:client:sendHeaders', notice))
    await expect(post(url, awake)).rejects.toMatchObject(inDoubt)
    await closed()
    expect(heard).toEqual({ text: '', connections: 1 })
  })
})

it('gives a call up with its caller as ever', async () => {
  const caller = createStopSwitch()
  const standing = { mayAct: () => true, awake: createStopSwitch }
  const call = underLease(() => new Promise(() => {}), standing, { signal: caller })
  caller.stop()
  await expect(call).rejects.toMatchObject({ code: 'cancelled', outcome: 'unknown' })
})
