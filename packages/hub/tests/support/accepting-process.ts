// Run by the tests as a process of its own, which they kill: prints `<conversation> <text>` for every accepted message.
import { createFakePlatform } from './fake-platform'
import { begin, openHub } from './hub'

const [, , dataDir = ''] = process.argv
const hub = await openHub({ dataDir }, createFakePlatform())
const ids = await Promise.all(Array.from({ length: 4 }, () => begin(hub)))
for (let n = 0; n < 1_000; n += 1) {
  await Promise.all(
    ids.map(async (id) => {
      await hub.sendMessage(id, { text: `message-${n}` })
      process.stdout.write(`${id} message-${n}\n`)
    }),
  )
}
