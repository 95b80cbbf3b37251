import { ConversationError, type StartCommand } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { recordForTests } from '../src/conversations/record-for-tests'
import { openDatabase } from '../src/database/open-database'
import { expire } from '../src/housekeeping/expire'
import { endWhatIsOver } from '../src/housekeeping/timers'
import { journalForTests } from '../src/journal/journal-for-tests'
import { resolveSettings } from '../src/settings/resolve-settings'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { beginHeard, openHub, SECRET_KEY } from './support/hub'
import { insertConversation } from './support/insert-conversation'
import { query, startPostgres, type TestPostgres } from './support/postgres'

/** How many minutes ago something was, and how it ends with ten minutes for everything but the first word and its length. */
const pasts: ReadonlyArray<
  readonly [what: string, state: string, ago: Record<string, number>, end?: string]
> = [
  ['lasts too long', 'with-bot', { created_at: 61, platform_spoke_at: 1 }, 'operator'],
  ['has lasted long', 'with-bot', { created_at: 59, platform_spoke_at: 1 }],
  ['is not taken up', 'waiting', { managed_since: 31, customer_spoke_at: 1 }, 'no-agent'],
  ['was taken up', 'with-bot', { managed_since: 31, platform_spoke_at: 1 }],
  ['waits for a person', 'with-agent', { customer_spoke_at: 11, platform_spoke_at: 12 }, 'agent-idle'],
  ['waits for a person who came', 'with-agent', { customer_spoke_at: 12, came: 11 }, 'agent-idle'],
  ['waits for a person who has just come', 'with-agent', { customer_spoke_at: 12, came: 9 }],
  ['waited for a person', 'with-agent', { customer_spoke_at: 11, platform_spoke_at: 9 }],
  ['waits and is stalled', 'stalled', { customer_spoke_at: 11, platform_spoke_at: 12 }, 'agent-idle'],
  ['waits for a bot', 'with-bot', { customer_spoke_at: 11, platform_spoke_at: 12 }],
  ['waits for an answer', 'with-bot', { customer_spoke_at: 12, platform_spoke_at: 11 }, 'customer-idle'],
  ['waits for a first word', 'with-bot', { platform_spoke_at: 11 }, 'customer-idle'],
  ['waited for an answer', 'with-bot', { customer_spoke_at: 9, platform_spoke_at: 11 }],
  ['waits in a queue', 'waiting', { customer_spoke_at: 12, platform_spoke_at: 11 }],
  ['waited in a queue, and somebody has just come', 'with-agent', { platform_spoke_at: 11, came: 9 }],
  ['has had somebody come', 'with-agent', { platform_spoke_at: 12, came: 11 }, 'customer-idle'],
]

describe('by the hub’s settings, a conversation', () => {
  const first = createFakePlatform()
  const second = createFakePlatform({
    capabilities: { transcriptHandOver: { maxCharacters: 40 } },
    silent: true,
  })
  const throttled = createFakePlatform()
  const starts: StartCommand[] = []
  let postgres: TestPostgres
  let url: string
  let hub: Awaited<ReturnType<typeof openHub>>
  beforeAll(async () => {
    postgres = await startPostgres()
    second.before = (command) => {
      if (command.type === 'start') starts.push(command)
    }
    url = await postgres.createDatabase()
    hub = await openHub({ url }, first, {
      platforms: {
        fake: first.connector,
        second: { ...second.connector, account: 'second' },
        throttled: { ...throttled.connector, account: 'throttled' },
      },
      hubs: {
        careful: {
          platform: 'fake',
          fallback: 'second',
          escalateTo: 'second',
          words: { fallback: 'One moment please.', escalated: 'A colleague takes over.' },
        },
        timed: { platform: 'fake', timers: { customerIdleMs: 1_500 } },
        throttled: { platform: 'throttled', fallback: 'fake' },
        impatient: { platform: 'second', fallback: 'fake', timers: { firstMessageMs: 1_000 } },
        brief: { platform: 'fake', timers: { maximumMs: 1_000 } },
      },
      resources: {
        careful: { channel: 'sms', hub: 'careful' },
        timed: { channel: 'sms', hub: 'timed' },
        throttled: { channel: 'sms', hub: 'throttled' },
        impatient: { channel: 'sms', hub: 'impatient' },
        brief: { channel: 'sms', hub: 'brief' },
      },
    })
  })
  afterAll(async () => {
    await hub.close()
    await postgres.stop()
  })
  const beginOn = (resourceId: string) => beginHeard(hub, resourceId)
  const startOf = (id: string) => starts.findLast(({ conversationId }) => conversationId === id)

  it('falls back to another platform when the first cannot start', async () => {
    first.before = (command) => {
      if (command.type === 'start') throw new ConversationError('platform-refused', 'closed')
    }
    const { id, heard } = await beginOn('careful')
    await hub.sendMessage(id, { text: 'anybody?' })
    await eventually('the message', () => second.textsOf(id).length === 1)
    first.before = () => {}
    await eventually('the words', () => heard.texts('system').length > 0)
    expect(heard.texts('system')).toEqual(['One moment please.'])
    expect(await hub.findDeadLetters({ conversationId: id })).toEqual([])
    expect(await hub.getConversation(id)).toMatchObject({ managedBy: 'second' })
  })

  it('goes to another platform when the first wants it', async () => {
    const { id, heard } = await beginOn('careful')
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    await query(url, `UPDATE conversations SET managed_since = now() - interval '1 hour' WHERE id = $1`, [id])
    first.say(id, { type: 'escalated', id: 'escalated' })
    await eventually('the second platform', () => startOf(id))
    await eventually('the words', () => heard.texts('system').length > 0)
    expect(heard.texts('system')).toEqual(['A colleague takes over.'])
    expect(startOf(id)?.transcript?.map(({ text }) => text)).toEqual(['Hello'])
    // Its timers begin anew: what the first platform has said is no word of the second.
    const since = `SELECT platform_spoke_at, managed_since > now() - interval '30 minutes' AS "isNew" FROM conversations WHERE id = $1`
    expect(await query(url, since, [id])).toEqual([{ platform_spoke_at: null, isNew: true }])
  })

  it('ends when the customer does not answer, and not while quiet hours keep back what there is to answer', async () => {
    let greet = () => {}
    const held = new Promise<void>((resolve) => {
      greet = resolve
    })
    first.before = ({ type }) => (type === 'start' ? held : undefined)
    const { id: keptBack } = await beginOn('timed')
    const { id, heard } = await beginOn('timed')
    // What was kept back is read in a web chat where the customer has gone on there, and the app's own words need no answer.
    await query(
      url,
      `INSERT INTO carrier_messages (conversation_id, seq, piece, command_id, message_id, message, state, attempts, created_at, ready_at)
       SELECT id, seq, 0, 'c', 'm', '{}', state, 0, created, now() + interval '1 hour'
       FROM (VALUES ($1::uuid, 2, 'waiting', now()), ($2::uuid, 2, 'dropped', now()), ($2::uuid, 3, 'sent', now() + interval '1 hour'))
         AS pieces (id, seq, state, created)`,
      [keptBack, id],
    )
    first.before = () => {}
    greet()
    await eventually('the end', () => heard.ended())
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'customer-idle' })
    expect((await hub.getConversation(keptBack)).state).not.toBe('ended')
  })

  it('is kept until what was said last has been brought to the phone, for as long as that is tried', async () => {
    const database = await openDatabase({ url })
    onTestFinished(() => database.close())
    const [{ id }, { id: other }] = [await beginOn('careful'), await beginOn('careful')]
    for (const one of [id, other]) await hub.closeConversation(one)
    const ids = [`{${id},${other}}`]
    const atWork = 'SELECT 1 FROM conversations WHERE id = ANY($1::uuid[]) AND at_work'
    await eventually('the platform to be told', async () => (await query(url, atWork, ids)).length === 0)
    const kept = async () => {
      await expire(database, 0)
      return (await query(url, 'SELECT 1 FROM conversations WHERE id = ANY($1::uuid[])', ids)).length
    }
    // Nothing has been composed yet.
    expect(await kept()).toBe(2)
    await query(url, 'UPDATE conversations SET carried = true WHERE id = $1', [other])
    expect(await kept()).toBe(1)
    await query(url, `UPDATE conversations SET ended_at = now() - interval '9 hours' WHERE id = $1`, [id])
    await query(
      url,
      `INSERT INTO carrier_messages (conversation_id, seq, piece, command_id, message_id, message, state, attempts, created_at, ready_at)
       VALUES ($1, 2, 0, 'c', 'm', '{}', 'waiting', 0, now() - interval '9 hours', now())`,
      [id],
    )
    expect(await kept()).toBe(1)
    await query(url, `UPDATE carrier_messages SET state = 'sent' WHERE conversation_id = $1`, [id])
    expect(await kept()).toBe(0)
  })

  it('ends when it has lasted too long', async () => {
    const { id, heard } = await beginOn('brief')
    await eventually('the end', () => heard.ended())
    expect(await hub.getConversation(id)).toMatchObject({ endReason: 'operator' })
  })

  it('ends by each timer when its time is up, at the instance that has it, and not before', async () => {
    const database = await openDatabase({ url: await postgres.createDatabase() })
    onTestFinished(() => database.close())
    const whats = new Map<string, string>()
    for (const [what, state, { came, ...ago }] of pasts) {
      const id = await insertConversation(database)
      whats.set(id, what)
      const times = Object.entries(ago).map(
        ([column, by]) => `, ${column} = now() - interval '${by} minutes'`,
      )
      const set = `UPDATE conversations SET state_before_stalled = 'with-agent', state = $2${times.join('')}`
      await database.query(`${set} WHERE id = $1::uuid`, [id, state])
      await database.query(
        `INSERT INTO events (conversation_id, seq, type, at, body)
         SELECT $1::uuid, 1, 'participant', now() - make_interval(mins => $2::int), '{}' WHERE $2::int IS NOT NULL`,
        [id, came ?? null],
      )
    }
    const endsAt = async (instanceId: string) => {
      const ends: (string | undefined)[][] = []
      const journal = journalForTests({
        async change(id, change) {
          const { row, value } = change(recordForTests())
          ends.push([whats.get(id), row?.endReason])
          return value
        },
        get: () => Promise.reject(new Error('nothing is read')),
      })
      const [hour, half, ten] = [3_600_000, 1_800_000, 600_000]
      const timers = { maximumMs: hour, firstMessageMs: half, agentIdleMs: ten, customerIdleMs: ten }
      const settings = resolveSettings({
        database: { url },
        secretKey: SECRET_KEY,
        platforms: { fake: first.connector },
        hubs: { main: { platform: 'fake', timers } },
        resources: { web: { channel: 'web-chat', hub: 'main' } },
      })
      await endWhatIsOver({ instanceId, database, journal, settings })
      return ends.sort()
    }
    const expected = pasts.flatMap(([what, , , end]) => (end === undefined ? [] : [[what, end]]))
    expect(await endsAt(recordForTests().row.owner ?? '')).toEqual(expected.sort())
    expect(await endsAt(crypto.randomUUID())).toEqual([])
  })

  it('falls back when the first would have the customer wait for too long', async () => {
    throttled.before = () => {
      throw new ConversationError('platform-rate-limited', 'Later.', { retryAfterMs: 900_000 })
    }
    // Whoever comes later finds the account asked to wait already.
    for (const { id, heard } of [await beginOn('throttled'), await beginOn('throttled')]) {
      await eventually('the other platform', () => heard.texts('bot').includes('Hello'))
      expect(hub.logged).toContainEqual(
        expect.objectContaining({ level: 'error', event: 'command-start-failed', conversationId: id }),
      )
    }
  })

  it('falls back when the first says nothing', async () => {
    const { id, heard } = await beginOn('impatient')
    await eventually('the other platform', () => heard.texts('bot').includes('Hello'))
    expect(await hub.getConversation(id)).toMatchObject({ managedBy: 'fake' })
  })
})
