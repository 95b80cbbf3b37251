import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const WHOLE_BANNER = /is running\.\n[\s\S]*\n\n$/

/** The reference app as its users run it: a process of its own, from the build. */
export interface AppProcess {
  readonly url: string
  readonly port: string
  /** The development key; empty where the variables give one. */
  readonly apiKey: string
  /** The sandboxes' addresses; empty where the app has none. */
  readonly sandboxes: Readonly<Record<'salesforce' | 'amelia', string>>
  readonly pid: number
  /** Everything it has printed. */
  output(): string
  /** From now on nobody reads what it prints, as where a program behind a pipe has ended. */
  closePipes(): void
  /** Waits for its end, and tells the exit code: `null` after a signal that it does not handle. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts the app and waits for its banner. Rejects with what it printed when it ends instead. */
export async function startAppProcess(variables: Record<string, string>): Promise<AppProcess> {
  const child = spawnApp(variables)
  const output = collect(child)
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (WHOLE_BANNER.test(output())) resolve()
    })
    child.once('close', (code) => reject(new Error(`the app ended with code ${code}:\n${output()}`)))
  })
  const told = (pattern: RegExp) => pattern.exec(output())?.[1] ?? ''
  const url = told(/Chat +(\S+?)\/\n/)
  return {
    url,
    port: new URL(url).port,
    apiKey: told(/API key \(development\) +(\S+)/),
    sandboxes: {
      salesforce: told(/Salesforce sandbox +(\S+)/),
      amelia: told(/Amelia sandbox +(\S+)/),
    },
    pid: child.pid ?? 0,
    output,
    closePipes() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await once(child, 'exit')
      }
      return child.exitCode
    },
  }
}

/** Runs the app to its end: for starts that have to fail. */
export async function runAppToItsEnd(
  variables: Record<string, string>,
  onSpawned: (app: { readonly child: ChildProcess; readonly output: () => string }) => void = () => {},
): Promise<{ code: number | null; output: string }> {
  const child = spawnApp(variables)
  const output = collect(child)
  onSpawned({ child, output })
  await once(child, 'close')
  return { code: child.exitCode, output: output() }
}

function spawnApp(variables: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env
  return spawn(process.execPath, [MAIN], {
    env: { PATH, HOME, TMPDIR, PORT: '0', LOG_LEVEL: 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk
    })
  }
  return () => text
}
