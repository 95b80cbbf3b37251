import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { makeCluster } from './make-cluster'
import { postgresBinaries, runAs } from './postgres-binaries'

/** A real Postgres server for one test file, reached by a socket in its own folder. */
export interface TestPostgres {
  /** The folder of its socket, and the socket itself. */
  readonly folder: string
  readonly socket: string
  /** Makes an empty database and answers its address. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/**
 * Ends the server, and takes its folder away, when its standard input closes: that happens however this
 * process ends, `kill -9` included.
 */
const GUARD =
  '"$1" -D "$2/cluster" -k "$2" -c listen_addresses= >/dev/null 2>&1 & read -r _; kill -INT $!; wait; rm -rf "$2"'

export async function startPostgres(): Promise<TestPostgres> {
  const binaries = await postgresBinaries()
  const folder = await mkdtemp(join(tmpdir(), 'hub-test-postgres-'))
  if (runAs.uid !== undefined) await chown(folder, runAs.uid, runAs.gid)
  await makeCluster(join(folder, 'cluster'))
  const server = spawn('sh', ['-c', GUARD, 'sh', join(binaries, 'bin', 'postgres'), folder], {
    ...runAs,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const url = (name: string) => `postgresql://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`
  await untilItAnswers(url('postgres'), server)
  return {
    folder,
    socket: join(folder, '.s.PGSQL.5432'),
    async createDatabase() {
      const name = `hub_${randomUUID().replaceAll('-', '')}`
      await query(url('postgres'), `CREATE DATABASE ${name}`)
      return url(name)
    },
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.stdin?.end()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows
  } finally {
    await client.end()
  }
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = performance.now() + 30_000
  while (performance.now() < deadline && server.exitCode === null) {
    try {
      await query(url, 'SELECT 1')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
  throw new Error('the test’s Postgres did not start')
}
