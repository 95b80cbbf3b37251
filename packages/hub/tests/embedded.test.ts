import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createDatabaseFiles } from '../src/database/create-database-files'
import { lockDataFolder } from '../src/database/data-folder-lock'
import { openDatabase } from '../src/database/open-database'
import { embeddedFolder, emptyFolder } from './support/embedded-folder'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub } from './support/hub'

describe('the embedded database', () => {
  let dataDir: string
  let remove: () => Promise<void>
  beforeAll(async () => {
    const folder = await embeddedFolder()
    dataDir = folder.dataDir
    remove = folder.remove
  })
  afterAll(() => remove())
  const open = (platform = createFakePlatform()) => openHub({ dataDir }, platform)

  it('belongs to one process, and goes on where it was after a stop, clean or not', async () => {
    const platform = createFakePlatform()
    const hub = await open(platform)
    await expect(open()).rejects.toMatchObject({
      code: 'data-folder-locked',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    const id = await begin(hub)
    await hub.sendMessage(id, { text: 'before' })
    await hub.close()
    await leaveLockOfDeadProcess(dataDir)
    const again = await open(platform)
    await again.sendMessage(id, { text: 'after' })
    await eventually('both messages', () => platform.textsOf(id).length === 2)
    expect(platform.textsOf(id)).toEqual(['before', 'after'])
    await again.close()
  })

  it('says of tables that are not as they were left what can be done about them', async () => {
    const { dataDir: changed, remove: removeChanged } = await embeddedFolder()
    onTestFinished(removeChanged)
    const database = await openDatabase({ dataDir: changed })
    await database.query('DROP TABLE conversation_hub_migrations')
    await database.close()
    await expect(openDatabase({ dataDir: changed })).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringMatching(/^The embedded database in .* \(42P07\).*DATA_DIR/),
    })
  })

  it('is left to a process that is just taking it, and taken where a lock was cut short', async () => {
    const { dataDir: taken, remove: removeTaken } = await emptyFolder()
    onTestFinished(removeTaken)
    const lock = join(taken, 'hub.lock')
    await writeFile(lock, '')
    const refused = expect(lockDataFolder(taken)).rejects.toMatchObject({ code: 'data-folder-locked' })
    const holder = JSON.stringify({ pid: process.ppid, host: hostname(), startedAt: '' })
    setTimeout(() => writeFileSync(lock, holder), 50)
    await refused
    await writeFile(lock, '')
    const { release } = await lockDataFolder(taken)
    await release()
  })

  it('is left to a process in another container as long as that one lives', async () => {
    const { dataDir: shared, remove: removeShared } = await emptyFolder()
    onTestFinished(removeShared)
    const lock = join(shared, 'hub.lock')
    await writeFile(lock, JSON.stringify({ pid: 1, host: 'another container', startedAt: '1' }))
    const living = setInterval(() => utimesSync(lock, new Date(), new Date()), 10)
    await expect(lockDataFolder(shared, { silentForMs: 300 })).rejects.toMatchObject({
      code: 'data-folder-locked',
      message: expect.stringContaining('process 1 on another container'),
    })
    clearInterval(living)
    const { release } = await lockDataFolder(shared, { silentForMs: 50 })
    const own = join(shared, 'hub.lock.1')
    const { mtimeMs } = statSync(own)
    await eventually('it to be touched', () => statSync(own).mtimeMs > mtimeMs)
    await release()
  })

  it('begins anew where its creation was interrupted', async () => {
    const { dataDir: interrupted, remove: removeInterrupted } = await emptyFolder()
    const unfinished = join(interrupted, 'postgres.unfinished')
    await mkdir(unfinished)
    await writeFile(join(unfinished, 'PG_VERSION'), 'half a database')
    // The child of one that was killed may still be at it.
    const folder = join(interrupted, 'postgres')
    await Promise.all([createDatabaseFiles(folder), createDatabaseFiles(folder)])
    const hub = await openHub({ dataDir: interrupted }, createFakePlatform())
    await begin(hub)
    await hub.close()
    expect(await readdir(interrupted)).toEqual(['postgres'])
    await removeInterrupted()
  })

  it('survives kill -9 without losing or doubling what was accepted', async () => {
    const accepted = new Map<string, string[]>()
    const child = startChild(dataDir)
    const exited = once(child, 'exit')
    let seen = 0
    for await (const line of createInterface({ input: child.stdout })) {
      const [conversationId = '', text = ''] = line.split(' ')
      accepted.set(conversationId, [...(accepted.get(conversationId) ?? []), text])
      seen += 1
      if (seen === 60) child.kill('SIGKILL')
    }
    await exited
    const hub = await open()
    for (const [id, texts] of accepted) {
      const { messages } = await hub.getTranscript(id)
      const kept = messages.flatMap(({ author, parts }) =>
        author.role === 'customer' ? parts.map((part) => ('text' in part ? part.text : '')) : [],
      )
      expect(kept.slice(0, texts.length)).toEqual(texts)
      expect(new Set(kept).size).toBe(kept.length)
    }
    expect([...accepted.values()].flat().length).toBeGreaterThanOrEqual(60)
    await hub.close()
  })

  it('gives space back once thousands of rows have been written, one by one or many at a time', async () => {
    const database = await openDatabase({ dataDir })
    onTestFinished(() => database.close())
    await database.query('CREATE TABLE passing (line text)')
    const write = async (rows: number) => {
      const values = `INSERT INTO passing SELECT repeat('x', 100) FROM generate_series(1, $1::int) RETURNING 1`
      await database.queryPrepared('write-plain-passing', values, [rows])
      await database.query('DELETE FROM passing')
      await database.tidy?.()
      const [size] = await database.query(`SELECT pg_relation_size('passing') AS bytes`)
      return size?.bytes
    }
    expect(await write(2_900)).toBeGreaterThan(300_000)
    for (let rows = 0; rows < 99; rows += 1) expect(await write(1)).toBeGreaterThan(300_000)
    expect(await write(1)).toBe(0)
    await database.query('DROP TABLE passing')
  })

  it('refuses tables of a newer version', async () => {
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'postgres') })
    await pglite.query('INSERT INTO conversation_hub_migrations (version) VALUES (999)')
    await pglite.close()
    await expect(open()).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringContaining('newer version'),
    })
  })

  it('says what can be done where its files are damaged, and gives the folder back', async () => {
    const { dataDir: damaged, remove: removeDamaged } = await emptyFolder()
    onTestFinished(removeDamaged)
    await mkdir(join(damaged, 'postgres'))
    await writeFile(join(damaged, 'postgres/PG_VERSION'), '')
    await expect(openHub({ dataDir: damaged }, createFakePlatform())).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringContaining('Restore a copy'),
    })
    expect(await readdir(damaged)).toEqual(['postgres'])
  })
})

/** As `kill -9` leaves it. */
async function leaveLockOfDeadProcess(dataDir: string): Promise<void> {
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  const holder = { pid: gone.pid, host: hostname(), startedAt: '1' }
  await writeFile(join(dataDir, 'hub.lock'), JSON.stringify(holder))
}

/** A process that accepts messages in a few conversations and prints each one that it accepted. */
function startChild(dataDir: string) {
  const script = fileURLToPath(new URL('./support/accepting-process.ts', import.meta.url))
  return spawn(process.execPath, ['--conditions=@conversation-hub/source', '--import=tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
