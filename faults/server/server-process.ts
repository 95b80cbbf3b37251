import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { ClockOrder, FailOrder, ServerReport, ServerSetUp } from './orders'

interface ServerExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** One hub with its server in a process of its own. */
export interface ServerProcess {
  readonly url: string
  /** Resolves when the process is gone, however that came. */
  readonly exited: Promise<ServerExit>
  isRunning(): boolean
  /** Whether calls may be sent to it: it runs, and was not told to end. */
  takesCalls(): boolean
  failAt(order: FailOrder): void
  signal(signal: NodeJS.Signals): void
  /** What its `Date` says from now on, in milliseconds beside the truth; its monotonic clock stays as it is. */
  setClock(by: number): void
  /** Ends it the way an operator does; resolves when it is gone. */
  stop(): Promise<ServerExit>
  /** Resident memory in bytes; `undefined` where the machine does not tell. */
  residentBytes(): Promise<number | undefined>
}

interface Options {
  readonly file: string
  readonly setUp: ServerSetUp
  /** A rejection or exception that nobody handled, or that it ended though nobody had ended it. */
  readonly onUnhandled: (what: string) => void
}

/** Resolves when it listens. Fails with what it wrote to its standard error when it does not come up. */
export async function startServer({ file, setUp, onUnhandled }: Options): Promise<ServerProcess> {
  const child = fork(file, [JSON.stringify(setUp)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  let complaints = ''
  let isToEnd = false
  let isToFail = false
  // `npm run faults -- --log` shows what the hubs say meanwhile.
  if (process.argv.includes('--log')) child.stderr?.pipe(process.stderr)
  child.stderr?.on('data', (chunk) => {
    complaints = (complaints + String(chunk)).slice(-4_000)
  })
  const exited = new Promise<ServerExit>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: ServerReport) => {
      if (message.report === 'listening') resolve(message.url)
      else onUnhandled(message.what)
    })
    void exited.then(({ code, signal }) =>
      reject(new Error(`the server process did not come up (${code ?? signal}): ${complaints}`)),
    )
  })
  void exited.then(({ code, signal }) => {
    if (isToEnd || (isToFail && signal === 'SIGKILL')) return
    onUnhandled(`a server process ended by itself (${code ?? signal}): ${complaints}`)
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null
  return {
    url,
    exited,
    isRunning,
    takesCalls: () => isRunning() && !isToEnd,
    failAt(given) {
      isToFail = true
      child.send(given satisfies FailOrder)
    },
    setClock: (clockBy) => void child.send({ clockBy } satisfies ClockOrder),
    signal(signal) {
      if (signal === 'SIGKILL' || signal === 'SIGTERM') isToEnd = true
      child.kill(signal)
    },
    stop() {
      isToEnd = true
      child.kill('SIGTERM')
      return exited
    },
    residentBytes: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
      const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1]
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024
    },
  }
}
