import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ameliaSandboxCredentials } from '../../src'
import { callerWith, type GatewayCaller, read, texts, tokenFrom } from './gateway-caller'

async function startProcess(stateFile: string, pace = 0): Promise<{ url: string; process: ChildProcess }> {
  const script = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, stateFile, String(pace)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url]: string[] = await once(createInterface(child.stdout), 'line')
  if (url === undefined) throw new Error('The sandbox printed no address.')
  return { url, process: child }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function stateFileForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'amelia-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'state.jsonl')
}

async function logIn(url: string): Promise<{ token: string; hub: GatewayCaller }> {
  const { username, password } = ameliaSandboxCredentials
  const token = await tokenFrom(url, username, password)
  return { token, hub: callerWith(url, token) }
}

test('tokens, conversations and the undrained queue survive kill -9', { timeout: 60_000 }, async () => {
  const stateFile = stateFileForTest()
  const before = await startProcess(stateFile)
  const { token, hub } = await logIn(before.url)
  const { sessionId } = await hub.open({ initialAttributes: { firstName: 'Greg' } })
  await hub.poll(sessionId)
  await hub.send(sessionId, 'Track my order')
  await kill(before.process)

  const after = await startProcess(stateFile)
  const again = callerWith(after.url, token)
  const waiting = await again.poll(sessionId)
  expect(read(waiting)[0]).toBe('EchoMessageFromAmelia: Track my order')
  expect(texts(waiting)).toEqual(['What is your order number?'])
  expect(texts(await again.ask(sessionId, '4711'))).toContain('It arrives tomorrow before noon.')
})

test('what was planned when the process died is said after the restart', { timeout: 60_000 }, async () => {
  const stateFile = stateFileForTest()
  const before = await startProcess(stateFile, 60_000)
  const { token, hub } = await logIn(before.url)
  const { sessionId } = await hub.open()
  expect(await hub.poll(sessionId)).toEqual([])
  await kill(before.process)

  const after = await startProcess(stateFile)
  const again = callerWith(after.url, token)
  expect(read(await again.poll(sessionId)).at(-1)).toBe('AmeliaReadyMessageFromAmelia: -')
})
