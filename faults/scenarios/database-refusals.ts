import { query } from '../postgres/cluster'
import { deadlock, failStatements, takeAllConnections } from '../postgres/harms'
import { callHub } from '../trial/call-hub'
import type { Customer } from '../trial/customer'
import type { Trial } from '../trial/trial'
import { unless } from './finding'
import { withOwnCluster } from './own-cluster'
import type { Scenario } from './scenario'
import { tryToStart } from './try-to-start'
import { CONVERSATIONS, seconds, talk, underFault, whileTalking } from './under-fault'

/** D2c: the hub's statements wait for each other with somebody else's. */
const deadlocked: Scenario = {
  id: 'D2c',
  title: 'real deadlocks, in which the server ends the hub’s statement',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'd2c',
      recoversWithinMs: 60_000,
      async fault({ customers, customerLog, databaseUrl }) {
        const everybody = await customers(CONVERSATIONS)
        const seed = context.random.between(0, 1_000_000)
        let ended = 0
        for (let tries = 0; tries < 12 && ended < 3; tries += 1) {
          if (await whileTalking(everybody, () => deadlock(databaseUrl, seed + tries))) ended += 1
        }
        const { repeats } = customerLog
        return [
          ...unless(ended > 0, 'there was no deadlock'),
          ...unless(repeats.length === 0, `customers were told ${repeats.join(', ')}`),
          `${ended} deadlocks`,
        ]
      },
    }),
}

/** D2d: the server says that it could not serialize, that there was a deadlock, that the disk is full. */
const failingStatements: Scenario = {
  id: 'D2d',
  title: 'a third of all writes fails with 40001, 40P01; a tenth, then all with 53100 (disk full)',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'd2d',
      recoversWithinMs: 60_000,
      async fault({ customers, customerLog, databaseUrl, instances }, isOver) {
        const everybody = await customers(CONVERSATIONS)
        const findings = []
        for (const [sqlState, share] of [
          ['40001', 0.3],
          ['40P01', 0.3],
          ['53100', 0.1],
          ['53100', 1],
        ] as const) {
          const seed = context.random.between(0, 1_000_000)
          const harm = await failStatements(databaseUrl, { sqlState, share, seed })
          const newcomers = customers(4)
          const failed = await whileTalking(everybody, async () => {
            if (share === 1) findings.push(...(await refuses(instances, everybody, 'with a full disk')))
            await seconds(1.5)
            return await harm.heal()
          })
          isOver()
          await talk(await newcomers, 1)
          // What a repeat mends, the hub repeats by itself.
          const told = sqlState === '53100' ? [] : customerLog.repeats
          findings.push(...unless(told.length === 0, `${sqlState}: customers were told ${told.join(', ')}`))
          findings.push(
            ...unless(failed > 0, `${sqlState}: no statement failed`),
            `${failed} with ${sqlState}`,
          )
        }
        return findings
      },
    }),
}

/** D2e: others have all the connections that the server has. */
const noConnections: Scenario = {
  id: 'D2e',
  title: 'every connection that Postgres has is taken by others',
  short: false,
  run: (context) =>
    withOwnCluster(
      async (cluster) => {
        const databaseUrl = await cluster.createDatabase()
        return await underFault(context, {
          name: 'd2e',
          databaseUrl,
          recoversWithinMs: 60_000,
          async fault({ customers, instances }, isOver) {
            const everybody = await customers(CONVERSATIONS)
            return await whileTalking(everybody, async () => {
              await seconds(0.3)
              const giveBack = await takeAllConnections(databaseUrl)
              const findings = await refuses(instances, everybody, 'without a connection')
              await seconds(8)
              await giveBack()
              isOver()
              return findings
            })
          },
        })
      },
      { maxConnections: 30 },
    ),
}

/** D3: a server that may forget what it has confirmed. */
const forgetful: Scenario = {
  id: 'D3',
  title: 'a hub does not start on a Postgres with synchronous_commit = off, or fsync = off',
  short: false,
  run: (context) =>
    withOwnCluster(async (cluster) => {
      const databaseUrl = await cluster.createDatabase()
      return await underFault(context, {
        name: 'd3',
        databaseUrl,
        async fault(trial) {
          const everybody = await trial.customers(2)
          const start = () => tryToStart(context, trial)
          const name = new URL(databaseUrl).pathname.slice(1)
          await query(databaseUrl, `ALTER DATABASE ${name} SET synchronous_commit = off`)
          const withoutCommits = await start()
          await query(databaseUrl, `ALTER DATABASE ${name} RESET synchronous_commit`)
          await query(databaseUrl, 'ALTER SYSTEM SET fsync = off')
          await query(databaseUrl, 'SELECT pg_reload_conf()')
          await seconds(0.5)
          const withoutFsync = await start()
          await query(databaseUrl, 'ALTER SYSTEM RESET fsync')
          await query(databaseUrl, 'SELECT pg_reload_conf()')
          await seconds(0.5)
          const withBoth = await start()
          await talk(everybody)
          return [
            ...unless(
              /synchronous_commit = off/.test(withoutCommits),
              `synchronous_commit: ${withoutCommits}`,
            ),
            ...unless(/fsync = off/.test(withoutFsync), `fsync: ${withoutFsync}`),
            ...unless(withBoth === 'it started', `with both on: ${withBoth}`),
          ]
        },
      })
    }),
}

/** What cannot be kept is refused: with 503, and not with anything that sounds like yes. */
async function refuses(instances: Trial['instances'], customers: ReadonlyArray<Customer>, how: string) {
  const id = customers[0]?.conversationId()
  const path = `/v1/conversations/${id}/messages`
  const answer = await callHub(instances[0]?.url ?? '', path, { text: 'Hello?' })
  const { status, body } = answer ?? { status: 0, body: {} }
  return unless(
    status === 503 && body.code === 'database-unavailable',
    `${how}, ${status} ${String(body.code)} was answered`,
  )
}

export const databaseRefusals = [deadlocked, failingStatements, noConnections, forgetful]
