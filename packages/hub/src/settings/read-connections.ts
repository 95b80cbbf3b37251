import { type ChannelAdapter, type Connector, type Problem, problemsOf } from '@conversation-hub/core'
import { z } from 'zod'
import type { DatabaseSettings } from '../database/open-database'
import type { HubSettings } from './settings'

/** What a hub is connected to, and everything that is wrong with it. */
interface ReadConnections {
  readonly database: DatabaseSettings
  readonly platforms: Readonly<Record<string, Connector>>
  readonly carriers: Readonly<Record<string, ChannelAdapter>>
  readonly problems: ReadonlyArray<Problem>
}

/** By what only one of them has: connectors and channel adapters are easily mistaken for each other. */
const made = <Type>(what: string, owns: 'arrival' | 'compose') =>
  z.custom<Type>(
    (value) => Object(value).specVersion === 'v1' && owns in Object(value),
    `must be ${what} (specVersion "v1")`,
  )
const callable = z.custom((value) => typeof value === 'function', 'must be a function').optional()

const connectionsSchema = z.object({
  database: z.union([z.object({ url: z.string().min(1) }), z.object({ dataDir: z.string().min(1) })], {
    error:
      'must be { url } of a Postgres server (DATABASE_URL), or { dataDir } for the embedded one (DATA_DIR)',
  }),
  platforms: z.record(z.string(), made<Connector>('a connector, which its factory returns', 'arrival')),
  carriers: z
    .record(z.string(), made<ChannelAdapter>('a channel adapter, which its factory returns', 'compose'))
    .default({}),
  fileLink: callable,
  log: callable,
  failpoint: callable,
})

/** Reads what a program hands over, and no file holds: from plain JavaScript, that may be anything. */
export function readConnections(written: Partial<HubSettings>): ReadConnections {
  const parsed = connectionsSchema.safeParse(written)
  if (parsed.success) return { ...parsed.data, problems: [] }
  const { platforms, carriers } = written
  // By their names, so that nothing else is said to be unknown.
  return {
    database: { dataDir: '' },
    platforms: Object(platforms),
    carriers: Object(carriers),
    problems: problemsOf(parsed.error),
  }
}
