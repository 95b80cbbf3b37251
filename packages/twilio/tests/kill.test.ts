import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTwilioSandbox } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { eventually } from './support/eventually'

const expected = Array.from({ length: 10 }, (_, index) =>
  index % 2 === 1 ? 'the same again' : `message ${index + 1}`,
)
const customers = [1, 2, 3, 4].map((n) => `+1202557000${n}`)

/** Each run is killed at another moment; the last one is left to finish. */
const kills = [
  ['after-carrying-before-mark', '0'],
  ['after-carrying-before-mark', '7'],
  ['before-carrying', '3'],
  ['after-carrying-before-mark', '12'],
] as const

it('brings every message once and in order, however often the process is killed while sending', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'twilio-kill-'))
  const sandbox = await startTwilioSandbox({ pace: 1 })
  const arrived = (customer: string) => sandbox.thread(customer).map(({ body }) => body)
  let last: ChildProcess | undefined
  try {
    for (const kill of kills) {
      const [, signal] = await once(start(dataDir, sandbox.url, ...kill), 'exit')
      expect(signal).toBe('SIGKILL')
    }
    last = start(dataDir, sandbox.url)
    await eventually(
      'all messages',
      () => customers.every((customer) => arrived(customer).length >= expected.length),
      60_000,
    )
    for (const customer of customers) expect(arrived(customer)).toEqual(expected)
  } finally {
    if (last && last.exitCode === null) {
      last.kill('SIGKILL')
      await once(last, 'exit')
    }
    await sandbox.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}, 300_000)

function start(...args: string[]): ChildProcess {
  const script = fileURLToPath(new URL('./support/sending-process.ts', import.meta.url))
  return spawn(process.execPath, ['--conditions=@conversation-hub/source', '--import=tsx', script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
