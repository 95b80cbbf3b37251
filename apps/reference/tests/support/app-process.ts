import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** The reference app as its users run it: a process of its own, from the build. */
export interface AppProcess {
  readonly url: string
  readonly apiKey: string
  readonly salesforceDesk: string
  readonly ameliaDesk: string
  readonly salesforceSandbox: string
  readonly ameliaSandbox: string
  /** Everything it has printed. */
  output(): string
  /** The resident memory, in bytes. */
  memory(): Promise<number>
  kill(signal?: NodeJS.Signals): Promise<void>
}

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'conversation-hub-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Starts the app and waits for its banner. Rejects with what it printed when it ends instead. */
export async function startAppProcess(variables: Record<string, string>): Promise<AppProcess> {
  const child = spawnApp(variables)
  const output = collect(child)
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (output().includes('agent desk') && /Data {2,}|API key|Platforms/.test(output())) resolve()
      else if (/Platforms/.test(output())) resolve()
    }
    child.stdout?.on('data', look)
    child.once('exit', (code) => reject(new Error(`the app ended with code ${code}:\n${output()}`)))
  })
  const find = (pattern: RegExp) => pattern.exec(output())?.[1] ?? ''
  return {
    url: find(/Chat +(\S+?)\/\n/),
    apiKey: find(/API key \(development\) (\S+)/),
    salesforceSandbox: find(/Salesforce sandbox +(\S+)/),
    salesforceDesk: find(/Salesforce sandbox.*\n +agent desk +(\S+)/),
    ameliaSandbox: find(/Amelia sandbox +(\S+)/),
    ameliaDesk: find(/Amelia sandbox.*\n +agent desk +(\S+)/),
    output,
    memory: () => residentBytes(child.pid ?? 0),
    async kill(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** Runs the app to its end: for starts that have to fail. */
export async function runAppToItsEnd(
  variables: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawnApp(variables)
  const output = collect(child)
  const [code] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, output: output() }
}

function spawnApp(variables: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  return spawn(process.execPath, [MAIN], {
    env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += chunk
  })
  child.stderr?.on('data', (chunk) => {
    text += chunk
  })
  return () => text
}

async function residentBytes(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024
}
