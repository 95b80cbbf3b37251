import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hub } from '../src/hub'
import { embeddedFolder } from './support/embedded-folder'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub } from './support/hub'

const first = 'the first key of this hub'
const second = 'the second key of this hub'

describe('a start with another secret key than the one that was used', () => {
  let dataDir: string
  let remove: () => Promise<void>
  let id: string
  const platform = createFakePlatform()
  const open = (secretKey: string | string[]) => openHub({ dataDir }, platform, { secretKey })

  beforeEach(async () => {
    const folder = await embeddedFolder()
    dataDir = folder.dataDir
    remove = folder.remove
    const hub = await open(first)
    id = await begin(hub)
    await eventually('the start', async () => (await hub.getConversation(id)).state !== 'starting')
    await hub.close()
  })
  afterEach(() => remove())

  it('is refused while a conversation is open, and says what to do', async () => {
    await expect(open(second)).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringMatching(/1 open conversation.*HUB_SECRET_KEY=new,old/),
    })
    await expect(open(first).then(closeIt)).resolves.toBeUndefined()
    // One that is damaged is the trouble of its conversation alone.
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'postgres') })
    await pglite.query('UPDATE conversations SET session = left(session, 30) || reverse(substr(session, 31))')
    await pglite.close()
    await expect(open(first).then(closeIt)).resolves.toBeUndefined()
  })

  it('goes on with both keys, and with the new one alone once the conversation has ended', async () => {
    const both = await open([second, first])
    await both.sendMessage(id, { text: 'still here' })
    await eventually('the message', () => platform.textsOf(id).includes('still here'))
    await both.closeConversation(id)
    await eventually('the end at the platform', () => platform.told.some(({ type }) => type === 'end'))
    await both.close()
    await open(second).then(closeIt)
  })

  it('goes on without the old key, once the conversations are ended as the operating page says', async () => {
    const page = await readFile(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
    const statement = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'postgres') })
    await pglite.exec(statement)
    await pglite.close()
    const hub = await open(second)
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'platform-error' })
    expect(await begin(hub)).not.toBe(id)
    await hub.close()
  })
})

const closeIt = (hub: Hub) => hub.close()
