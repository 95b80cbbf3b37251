import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lockDataFolder } from '../src/database/data-folder-lock'
import { emptyFolder } from './support/embedded-folder'

describe('the lock of a process that has died', () => {
  async function folderOfDead() {
    const { dataDir, remove } = await emptyFolder()
    onTestFinished(remove)
    const dead = spawn(process.execPath, ['-e', ''])
    await once(dead, 'exit')
    const lock = JSON.stringify({ pid: dead.pid, host: hostname(), startedAt: '1' })
    await writeFile(join(dataDir, 'hub.lock'), lock)
    return dataDir
  }

  /** Somebody finds the lock, and goes on only when told: a busy machine does that. */
  async function findSlowly(dataDir: string) {
    const read = vi.spyOn(fs.promises, 'readFile')
    syncBuiltinESMExports()
    onTestFinished(() => {
      read.mockRestore()
      syncBuiltinESMExports()
    })
    let goOn = () => {}
    const hasRead = new Promise<void>((resolve) => {
      read.mockImplementationOnce(async (...given) => {
        read.mockRestore()
        syncBuiltinESMExports()
        const content = await fs.promises.readFile(...given)
        await new Promise<void>((toldTo) => {
          goOn = toldTo
          resolve()
        })
        return content
      })
    })
    const outcome = lockDataFolder(dataDir).then(
      () => 'has it',
      ({ code }) => String(code),
    )
    await hasRead
    return () => {
      goOn()
      return outcome
    }
  }

  it('is taken over by one of those that find it', async () => {
    const dataDir = await folderOfDead()
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockDataFolder(dataDir)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of tries) if (one.status === 'fulfilled') await one.value.release()
    expect(await readdir(dataDir)).toEqual([])
  })

  it('is not taken for the lock of the one that took over meanwhile', async () => {
    const dataDir = await folderOfDead()
    const goOn = await findSlowly(dataDir)
    const { release } = await lockDataFolder(dataDir)
    expect(await goOn()).toBe('data-folder-locked')
    await release()
  })

  it('nor for one that came after that', async () => {
    const dataDir = await folderOfDead()
    const goOn = await findSlowly(dataDir)
    const first = await lockDataFolder(dataDir)
    await first.release()
    const { release } = await lockDataFolder(dataDir)
    expect(await goOn()).toBe('data-folder-locked')
    await expect(lockDataFolder(dataDir)).rejects.toMatchObject({ code: 'data-folder-locked' })
    await release()
    expect(await readdir(dataDir)).toEqual([])
  })
})
