import { onTestFinished } from 'vitest'
import type { Database } from '../../src/database/database'
import { openDatabase } from '../../src/database/open-database'
import { circumstancesForTests } from '../../src/driving/circumstances-for-tests'
import { createFleet } from '../../src/driving/fleet'
import { createPlatformAccounts } from '../../src/driving/platform-accounts'
import { createJournal } from '../../src/journal/journal'
import { createCipher } from '../../src/secrets/cipher'
import type { Log } from '../../src/settings/settings'
import { eventually } from './eventually'
import { createFakePlatform } from './fake-platform'
import { begin, openHub, SECRET_KEY } from './hub'
import type { TestPostgres } from './postgres'

export interface FleetOptions {
  readonly conversations?: number
  /** Runs before there is a fleet: from then on it looks for conversations by the clock, at any moment. */
  readonly prepare?: (query: Database['query'], ids: ReadonlyArray<string>) => Promise<void>
  readonly beforeRead?: (text: string) => Promise<void>
  readonly whenRead?: (text: string) => Promise<void>
  readonly lapses?: () => number
  readonly log?: Log
}

/** What an instance drives by, over a database in which conversations have been started and given back. */
export async function openFleetOn(
  postgres: TestPostgres,
  {
    conversations = 1,
    prepare = async () => {},
    beforeRead = async () => {},
    whenRead = async () => {},
    lapses = circumstancesForTests.lapses,
    log = () => {},
  }: FleetOptions,
) {
  const settings = { url: await postgres.createDatabase() }
  const platform = createFakePlatform()
  const before = await openHub(settings, platform)
  const ids = await Promise.all(Array.from({ length: conversations }, () => begin(before)))
  await eventually('the starts', () => ids.every((id) => platform.commandOf(id)))
  await before.close()

  const opened = await openDatabase(settings)
  onTestFinished(() => opened.close())
  await prepare(opened.query, ids)
  const database: Database = {
    ...opened,
    async query(text, values) {
      await beforeRead(text)
      const rows = await opened.query(text, values)
      await whenRead(text)
      return rows
    },
  }
  const journal = createJournal(opened, {
    onCommit: ({ record }) => void fleet.wake(record.row.id),
    onDoubt: () => {},
    isAtHand: (id) => fleet.drives(id),
    concludes: () => false,
    now: () => new Date(),
    lapses,
  })
  const fleet = createFleet({
    instanceId: crypto.randomUUID(),
    database,
    journal,
    cipher: createCipher([SECRET_KEY]),
    platforms: new Map([['fake', platform.connector]]),
    accounts: createPlatformAccounts(),
    ...circumstancesForTests,
    lapses,
    log,
  })
  onTestFinished(() => fleet.stop(() => {}))
  const say = (id: string, text: string) => {
    const said = {
      commandId: crypto.randomUUID(),
      messageId: text,
      message: { type: 'text', text },
    } as const
    const command = { type: 'send', ...said } as const
    return journal.change(id, () => ({ commands: [{ platform: 'fake', command }], value: undefined }))
  }
  const ownerOf = async (id: string) =>
    (await opened.query('SELECT owner FROM conversations WHERE id = $1::uuid', [id]))[0]?.owner
  return { ids, platform, journal, fleet, say, ownerOf, database: opened, query: opened.query }
}
