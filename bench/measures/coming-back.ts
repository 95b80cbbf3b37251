import { query } from '../../faults/postgres/cluster'
import type { BenchContext } from './bench-context'
import { startSubject } from './subject'
import { until } from './until'

export interface ComingBack {
  readonly streams: number
  /** Seconds from the cut of all platform streams until all are open again. */
  readonly reopenedAfter: number
  readonly taken: number
  /** Seconds from the `kill -9` of their instance until another one follows all conversations. */
  readonly takenOverAfter: number
  /** Of what the platform said while nobody followed: so much was not kept in the end. */
  readonly lost: number
}

/** How fast streams come back after the platform cut them all, and conversations after their instance died. */
export async function measureComingBack(context: BenchContext): Promise<ComingBack> {
  const { platform, size } = context
  const databaseUrl = await context.cluster.createDatabase()
  const first = await startSubject(context, 'hub', databaseUrl)
  const openStreams = () => platform.ask<number>('openStreams')
  await until('earlier streams are gone', async () => (await openStreams()) === 0)
  await first.load.ask('open', { url: first.url, count: size.streams })
  const all = async () => (await openStreams()) === size.streams
  await until('every stream is open', all)
  await platform.ask('cutStreams')
  await until('the cut is noticed', async () => (await openStreams()) < size.streams)
  await platform.ask('speakInNewest', { count: size.streams })
  const reopenedAfter = await until('every stream is open again', all)
  const second = await startSubject(context, 'hub', databaseUrl)
  first.program.kill()
  await first.program.exited
  await until('its streams are gone', async () => (await openStreams()) < size.streams)
  await platform.ask('speakInNewest', { count: size.streams })
  const takenOverAfter = await until('the other has them all', all)
  const said = 2 * size.streams
  const kept = async () => {
    const [row] = await query(databaseUrl, `SELECT count(*)::int AS kept FROM events WHERE type = 'message'`)
    return Number(row?.kept)
  }
  await until('everything is kept', async () => (await kept()) >= said).catch(() => {})
  const lost = said - (await kept())
  if (lost < 0) throw new Error(`${-lost} messages were kept twice`)
  await Promise.all([first.stop(), second.stop()])
  return { streams: size.streams, reopenedAfter, taken: size.streams, takenOverAfter, lost }
}
