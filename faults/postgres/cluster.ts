import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { makeCluster } from '../../packages/hub/tests/support/make-cluster'
import { postgresBinaries, runAs } from '../../packages/hub/tests/support/postgres-binaries'

/** A real Postgres server that can be crashed and frozen. */
export interface Cluster {
  /** The process that all others of the server are children of. */
  pid(): Promise<number>
  /** Its socket, for a proxy in front of it. */
  readonly socket: string
  /** Makes an empty database and answers its address. */
  createDatabase(): Promise<string>
  /** Stops it as a power cut of the process would (`pg_ctl stop -m immediate`); resolves when it is gone. */
  crash(): Promise<void>
  /** Whether the server runs, or at least tries to. */
  isRunning(): boolean
  /** Comes up again after a crash, by its log. */
  restart(): Promise<void>
  /** Stops and continues its processes. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  stop(): Promise<void>
}

/**
 * Ends the server when its standard input closes: that happens however this process ends, `kill -9` included. The
 * shell waits for the server itself, so that one that has crashed is gone and no zombie that seems to live.
 */
const GUARD = `exec 3<&0
"$1" -D "$2/cluster" -k "$2" -c listen_addresses= -c max_connections="$3" >/dev/null 2>&1 & server=$!
(read -r _ <&3; kill -INT "$server") & reader=$!
wait "$server"
kill "$reader" 2>/dev/null`

interface ClusterOptions {
  /** Default: 200. */
  readonly maxConnections?: number
  /** The folder that it is made in. Default: the machine's for temporary files. */
  readonly below?: string
}

export async function startCluster({
  maxConnections = 200,
  below = tmpdir(),
}: ClusterOptions = {}): Promise<Cluster> {
  const binaries = await postgresBinaries()
  const folder = await mkdtemp(join(below, 'hub-faults-postgres-'))
  if (runAs.uid !== undefined) await chown(folder, runAs.uid, runAs.gid)
  const cluster = join(folder, 'cluster')
  const how = { ...runAs, cwd: folder }
  await makeCluster(cluster)
  const guards: ChildProcess[] = []
  const url = (name: string) => `postgresql://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`

  async function start(): Promise<void> {
    guards.push(
      spawn('sh', ['-c', GUARD, 'sh', join(binaries, 'bin', 'postgres'), folder, String(maxConnections)], {
        ...how,
        stdio: ['pipe', 'ignore', 'ignore'],
      }),
    )
    await untilItAnswers(url('postgres'))
  }

  const postmaster = async () =>
    Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0])

  async function signalAll(signal: NodeJS.Signals): Promise<void> {
    const pid = await postmaster()
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)])
    for (const one of [pid, ...stdout.split('\n').map(Number)]) if (one > 0) process.kill(one, signal)
  }

  await start()
  return {
    pid: postmaster,
    socket: join(folder, '.s.PGSQL.5432'),
    async createDatabase() {
      const name = `hub_${randomUUID().replaceAll('-', '')}`
      await query(url('postgres'), `CREATE DATABASE ${name}`)
      return url(name)
    },
    async crash() {
      const pid = await postmaster()
      process.kill(pid, 'SIGQUIT')
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    isRunning: () => guards.at(-1)?.exitCode === null,
    restart: start,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async stop() {
      await Promise.all(
        guards.map((guard) => {
          if (guard.exitCode !== null) return undefined
          const gone = new Promise((resolve) => guard.once('exit', resolve))
          guard.stdin?.end()
          return gone
        }),
      )
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows
  } finally {
    await client.end()
  }
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    try {
      await query(url, 'SELECT 1')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
  throw new Error('Postgres did not start')
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
