import { createServer, request } from 'node:http'
import type { LookupFunction } from 'node:net'
import { createFakePlatform, type FakePlatform } from './fake-platform'

/** A call whose connection is still being opened, until somebody opens it. */
interface Waiting {
  open(): void
  hasEnded: boolean
}

/** A platform behind a real socket, at which messages arrive once their connections are opened, one by one. */
export async function openSlowDoor(): Promise<{
  readonly platform: FakePlatform
  readonly waiting: Waiting[]
  /** What was written to the platform, whoever wrote it. */
  readonly heard: string[]
  close(): Promise<void>
}> {
  const waiting: Waiting[] = []
  const heard: string[] = []
  const server = createServer(async (call, answer) => {
    heard.push(Buffer.concat(await call.toArray()).toString())
    answer.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  function post(text: string, signal: AbortSignal): Promise<void> {
    const one: Waiting = { open() {}, hasEnded: false }
    waiting.push(one)
    const lookup: LookupFunction = (_name, _options, found) => {
      one.open = () => found(null, [{ address: '127.0.0.1', family: 4 }])
    }
    return new Promise<void>((resolve, reject) => {
      const call = request({ host: 'platform', port, lookup, method: 'POST', agent: false, signal })
      call.on('response', (answer) => answer.resume().on('end', resolve))
      call.on('error', reject)
      call.end(text)
    }).finally(() => {
      one.hasEnded = true
    })
  }

  const platform = createFakePlatform({
    silent: true,
    capabilities: { repeats: { start: 'idempotent', send: 'neither', end: 'idempotent' } },
    async send({ message }, session, { signal }) {
      await post(message.type === 'text' ? message.text : '', signal)
      return { session }
    },
  })
  return { platform, waiting, heard, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
