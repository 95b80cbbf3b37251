import type { PlatformEvent } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hub } from '../src/hub'
import { embeddedFolder } from './support/embedded-folder'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'

const content = new TextEncoder().encode('one pair of shoes')

const shows = (url: string): PlatformEvent => ({
  type: 'message',
  id: crypto.randomUUID(),
  author: { role: 'bot' },
  parts: [{ type: 'attachment', name: 'receipt.txt', mediaType: 'text/plain', url }],
})

describe('a file', () => {
  const fetched: unknown[] = []
  let nextAnswer: Promise<void> | undefined
  const platform = createFakePlatform({
    silent: true,
    async readAttachment(url, session) {
      fetched.push({ url, session })
      await nextAnswer
      return { mediaType: 'text/csv', content }
    },
  })
  const other = createFakePlatform({ silent: true })
  let folder: Awaited<ReturnType<typeof embeddedFolder>>
  let hub: Hub
  beforeAll(async () => {
    folder = await embeddedFolder()
    const platforms = { fake: platform.connector, other: { ...other.connector, account: 'other' } }
    hub = await openHub({ dataDir: folder.dataDir }, platform, {
      platforms,
      fileLink: (conversationId, fileId) => `https://hub.example/${conversationId}/${fileId}`,
    })
  })
  afterAll(async () => {
    await hub?.close()
    await folder?.remove()
  })

  async function addressIn(id: string, url: string): Promise<string> {
    await eventually('the start', () => platform.commandOf(id) !== undefined)
    const heard = await hear(hub, id)
    platform.say(id, shows(url))
    return await eventually(
      'the file',
      () =>
        heard.events
          .flatMap((event) => (event.type === 'message' ? event.parts : []))
          .flatMap((part) => ('url' in part ? (part.url ?? []) : []))[0],
    )
  }

  it('that a platform shows is fetched by its connector, where no browser can follow its address', async () => {
    const [id, elsewhere] = [await begin(hub), await begin(hub)]
    const address = await addressIn(id, 'fake-file:?name=receipt')
    const path = `/v1/conversations/${id}/files/`
    expect(address).toMatch(new RegExp(`^${path}[\\w-]+$`))
    const fileId = address.slice(path.length)
    expect(await hub.readFile(id, fileId)).toEqual({
      fileId,
      name: 'receipt.txt',
      mediaType: 'text/csv',
      content,
    })
    expect(fetched).toEqual([{ url: 'fake-file:?name=receipt', session: { id: platform.commandOf(id) } }])

    // Whoever has the id has no other conversation by it, and none of another id.
    for (const [conversation, file] of [
      [elsewhere, fileId],
      [id, `${fileId.slice(0, -4)}AAAA`],
      [id, 'nonsense'],
    ] as const)
      await expect(hub.readFile(conversation, file)).rejects.toMatchObject({ code: 'not-found' })
    await hub.moveConversation(id, { platform: 'other' })
    await expect(hub.readFile(id, fileId)).rejects.toMatchObject({ code: 'not-found' })
    expect(fetched).toHaveLength(1)
  })

  it('that a platform shows is fetched once for all who ask for it at the same time', async () => {
    const id = await begin(hub)
    const address = await addressIn(id, 'fake-file:?name=asked for')
    const fileId = address.slice(address.lastIndexOf('/') + 1)
    fetched.length = 0
    let answer = () => {}
    nextAnswer = new Promise((resolve) => {
      answer = resolve
    })
    // In other letters, which say nothing, it is the same file.
    const asked = [fileId, fileId, `${fileId}=`].map((one) => hub.readFile(id, one))
    await eventually('the file to be asked for', () => fetched.length > 0)
    answer()
    expect((await Promise.all(asked)).map((one) => one.content)).toEqual([content, content, content])
    expect(fetched).toHaveLength(1)
    await hub.readFile(id, fileId)
    expect(fetched).toHaveLength(2)
  })

  it('goes to a platform that takes no files as a link that opens without a token', async () => {
    const id = await begin(hub)
    const file = { name: 'label.png', mediaType: 'image/png', content, text: 'My label' }
    const { messageId } = await hub.sendFile(id, file)
    await eventually('the text', () => platform.textsOf(id).length > 0)
    expect(platform.textsOf(id)).toEqual([`My label\nlabel.png: https://hub.example/${id}/${messageId}`])
  })

  it('that a platform shows keeps an address that a browser can follow', async () => {
    const url = 'https://files.example.com/receipt.txt'
    expect(await addressIn(await begin(hub), url)).toBe(url)
  })
})
