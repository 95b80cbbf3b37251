import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { afterEach, describe, expect, it } from 'vitest'
import { embeddedFolder } from './support/embedded-folder'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub } from './support/hub'

const removals: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove()
})

async function freshFolder(): Promise<string> {
  const { dataDir, remove } = await embeddedFolder()
  removals.push(remove)
  return dataDir
}

describe('the embedded database', () => {
  it('belongs to one process; the second is told which one has it', async () => {
    const dataDir = await freshFolder()
    const hub = await openHub({ dataDir }, createFakePlatform())
    await expect(openHub({ dataDir }, createFakePlatform())).rejects.toMatchObject({
      code: 'data-folder-locked',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    await hub.close()
    const again = await openHub({ dataDir }, createFakePlatform())
    await again.close()
  })

  it('takes over the lock of a process that is gone', async () => {
    const dataDir = await freshFolder()
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'exit')
    const holder = { pid: gone.pid, host: hostname(), startedAt: '1' }
    await writeFile(join(dataDir, 'hub.lock'), JSON.stringify(holder))
    const hub = await openHub({ dataDir }, createFakePlatform())
    await hub.close()
  })

  it('refuses tables of a newer version', async () => {
    const dataDir = await freshFolder()
    const hub = await openHub({ dataDir }, createFakePlatform())
    await hub.close()
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'postgres') })
    await pglite.query('INSERT INTO conversation_hub_migrations (version) VALUES (999)')
    await pglite.close()
    await expect(openHub({ dataDir }, createFakePlatform())).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringContaining('newer version'),
    })
  })

  it('goes on after a clean stop where it was', async () => {
    const dataDir = await freshFolder()
    const platform = createFakePlatform()
    const hub = await openHub({ dataDir }, platform)
    const id = await begin(hub)
    await hub.sendMessage(id, { text: 'before' })
    await hub.close()
    const again = await openHub({ dataDir }, platform)
    await again.sendMessage(id, { text: 'after' })
    await eventually('both messages', () => platform.textsOf(id).length === 2)
    expect(platform.textsOf(id)).toEqual(['before', 'after'])
    await again.close()
  })

  it('survives kill -9 without losing or doubling what was accepted', async () => {
    const dataDir = await freshFolder()
    const accepted = new Map<string, string[]>()
    for (let round = 0; round < 2; round += 1) {
      const child = startChild(dataDir)
      const lines = createInterface({ input: child.stdout ?? process.stdin })
      let seen = 0
      for await (const line of lines) {
        const [conversationId = '', text = ''] = line.split(' ')
        accepted.set(conversationId, [...(accepted.get(conversationId) ?? []), text])
        seen += 1
        if (seen === 40) child.kill('SIGKILL')
      }
    }
    const hub = await openHub({ dataDir }, createFakePlatform())
    for (const [id, texts] of accepted) {
      const { messages } = await hub.getTranscript(id)
      const kept = messages.flatMap(({ author, parts }) =>
        author.role === 'customer' ? parts.map((part) => ('text' in part ? part.text : '')) : [],
      )
      expect(kept.slice(0, texts.length)).toEqual(texts)
      expect(new Set(kept).size).toBe(kept.length)
    }
    expect([...accepted.values()].flat().length).toBeGreaterThanOrEqual(80)
    await hub.close()
  })
})

/** A process that accepts messages in a few conversations and prints each one that it accepted. */
function startChild(dataDir: string): ChildProcess {
  const script = fileURLToPath(new URL('./support/accepting-process.ts', import.meta.url))
  return spawn(process.execPath, ['--conditions=@conversation-hub/source', '--import=tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
