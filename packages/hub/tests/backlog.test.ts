import { afterAll, beforeAll, expect, it } from 'vitest'
import { embeddedFolder } from './support/embedded-folder'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub } from './support/hub'

let folder: Awaited<ReturnType<typeof embeddedFolder>>
beforeAll(async () => {
  folder = await embeddedFolder()
})
afterAll(() => folder.remove())

it('what waits for a platform that takes nothing does not fill the memory, and everything that was taken arrives', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const platform = createFakePlatform({ silent: true })
  platform.before = ({ type }) => (type === 'send' ? held : undefined)
  const hub = await openHub({ dataDir: folder.dataDir }, platform)
  try {
    const [loud, quiet] = [await begin(hub), await begin(hub)]
    const long = 'x'.repeat(31_990)
    const say = (n: number) => hub.sendMessage(loud, { text: `${n} ${long}`, clientMessageId: String(n) })
    const taken: number[] = []
    const refused: unknown[] = []
    for (let n = 0; n < 70; n += 1) {
      await say(n).then(
        () => taken.push(n),
        (thrown: unknown) => refused.push(thrown),
      )
    }
    expect(taken).toEqual(Array.from({ length: 63 }, (_, n) => n))
    for (const one of refused) expect(one).toMatchObject({ code: 'rate-limited', retryAfterMs: 10_000 })
    // A repeat, what the app says itself, and other customers are not concerned.
    await say(0)
    await hub.sendMessage(loud, { text: 'One moment' }, { author: { role: 'system' } })
    await hub.sendMessage(quiet, { text: 'hello' })
    release()
    await eventually('all that was taken', () => platform.textsOf(loud).length === taken.length)
    expect(platform.textsOf(loud).map((text) => Number.parseInt(text, 10))).toEqual(taken)
    await hub.sendMessage(loud, { text: 'again' })
  } finally {
    release()
    await hub.close()
  }
})
