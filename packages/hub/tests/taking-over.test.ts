import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../src/database/open-database'
import { createFleet } from '../src/driving/fleet'
import { createPlatformAccounts } from '../src/driving/platform-accounts'
import { createJournal } from '../src/journal/journal'
import { createCipher } from '../src/secrets/cipher'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub, SECRET_KEY } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('what is written while a conversation is being taken over is not overlooked', async () => {
  const settings = { url: await postgres.createDatabase() }
  const platform = createFakePlatform()
  const before = await openHub(settings, platform)
  const id = await begin(before)
  await eventually('the start', () => platform.commandOf(id))
  await before.close()

  const opened = await openDatabase(settings)
  onTestFinished(() => opened.close())
  const instanceId = crypto.randomUUID()
  const command = {
    type: 'send' as const,
    commandId: crypto.randomUUID(),
    messageId: 'm1',
    message: { type: 'text' as const, text: 'said meanwhile' },
  }
  let isSaid = false
  const database: typeof opened = {
    ...opened,
    async query(text, values) {
      const rows = await opened.query(text, values)
      if (!isSaid && text.includes('SELECT * FROM conversations')) {
        isSaid = true
        await journal.change(id, () => ({ commands: [{ platform: 'fake', command }], value: undefined }))
      }
      return rows
    },
  }
  const journal = createJournal(opened, {
    onCommit: ({ record }) => void fleet.wake(record.row.id),
    onDoubt: () => {},
    isAtHand: (conversationId) => fleet.drives(conversationId),
    concludes: () => false,
    now: () => new Date(),
  })
  const fleet = createFleet({
    instanceId,
    database,
    journal,
    cipher: createCipher([SECRET_KEY]),
    platforms: new Map([['fake', platform.connector]]),
    accounts: createPlatformAccounts(),
    log: () => {},
    failpoint: () => {},
    mayAct: () => true,
    tellsOfDeath: () => true,
    now: () => new Date(),
    mayOpenStream: async () => {},
    takeOver: () => undefined,
    addressOfFile: () => '',
    pass: () => {},
  })
  onTestFinished(() => fleet.stop(() => {}))
  await fleet.adopt()
  expect(isSaid).toBe(true)
  await eventually('the message', () => platform.textsOf(id).includes('said meanwhile'))
})
