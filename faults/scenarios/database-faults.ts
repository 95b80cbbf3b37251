import { query } from '../postgres/cluster'
import { openFaultProxy } from '../proxy/proxy'
import { callHub } from '../trial/call-hub'
import { unless } from './finding'
import { withOwnCluster } from './own-cluster'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, underFault, whileTalking } from './under-fault'

/** D1: the database crashes in the middle of writing and is away for a while. */
const crash: Scenario = {
  id: 'D1',
  title: 'Postgres is stopped at once, away for a while, and comes back',
  short: true,
  run: (context) =>
    withOwnCluster(async (cluster) => {
      return await underFault(context, {
        name: 'd1',
        databaseUrl: await cluster.createDatabase(),
        recoversWithinMs: 60_000,
        async fault({ customers, instances }, isOver) {
          const everybody = await customers(CONVERSATIONS)
          return await whileTalking(everybody, async () => {
            const findings = []
            for (const awayFor of context.length === 'long' ? [1, 10, 60] : [3]) {
              await seconds(0.5)
              await cluster.crash()
              const id = everybody[0]?.conversationId()
              const answer = await callHub(instances[0]?.url ?? '', `/v1/conversations/${id}/messages`, {
                text: 'Hello?',
              })
              findings.push(
                ...unless(answer?.status === 503, `${answer?.status} was answered without a database`),
              )
              await seconds(awayFor)
              await cluster.restart()
              isOver()
            }
            return findings
          })
        },
      })
    }),
}

/** D2: the database is there and does not do what it is asked. */
const trouble: Scenario = {
  id: 'D2',
  title: 'locks, ended connections, a frozen server',
  short: false,
  run: (context) =>
    withOwnCluster(async (cluster) => {
      const databaseUrl = await cluster.createDatabase()
      return await underFault(context, {
        name: 'd2',
        databaseUrl,
        recoversWithinMs: 60_000,
        async fault({ customers, customerLog }, isOver) {
          const everybody = await customers(CONVERSATIONS)
          const accepted = () => customerLog.accepted.length
          return await whileTalking(everybody, async () => {
            await query(
              databaseUrl,
              'BEGIN; LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT',
            )
            const ended = await query(
              databaseUrl,
              'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
            )
            await seconds(0.5)
            await cluster.freeze()
            const before = accepted()
            await seconds(3)
            const meanwhile = accepted() - before
            await cluster.thaw()
            isOver()
            return [
              ...unless(ended.length > 0, 'no connection was ended'),
              // What was committed just before, and was not answered yet.
              ...unless(
                meanwhile <= CONVERSATIONS,
                `${meanwhile} messages were accepted by a database that stood still`,
              ),
            ]
          })
        },
      })
    }),
}

/** The connections to the database break in the middle of answers: commits whose fate nobody knows. */
const cutConnections: Scenario = {
  id: 'D2b',
  title: 'connections to Postgres are cut in the middle of its answers',
  short: true,
  async run(context) {
    const proxy = await openFaultProxy(context.random)
    proxy.target(context.cluster.socket)
    const direct = await context.cluster.createDatabase()
    const throughProxy = `postgresql://postgres@127.0.0.1:${new URL(proxy.url).port}${new URL(direct).pathname}`
    try {
      return await underFault(context, {
        name: 'd2b',
        databaseUrl: direct,
        recoversWithinMs: 60_000,
        setUp: (setUp) => ({ ...setUp, databaseUrl: throughProxy }),
        async fault({ customers }, isOver) {
          const everybody = await customers(CONVERSATIONS)
          return await whileTalking(everybody, async () => {
            for (let round = 0; round < 6; round += 1) {
              await seconds(0.4)
              const before = proxy.harmed()
              proxy.harm({ toxic: 'reset', bytes: context.random.between(0, 60) })
              await seconds(0.3)
              // A busy machine may not get to ask anything in so short a time.
              while (proxy.harmed() === before) await seconds(0.05)
              proxy.heal()
              isOver()
            }
            return [
              ...unless(proxy.harmed() >= 6, `only ${proxy.harmed()} answers were cut`),
              `${proxy.harmed()} answers cut`,
            ]
          })
        },
      })
    } finally {
      await proxy.close()
    }
  },
}

export const databaseFaults = [crash, trouble, cutConnections]
