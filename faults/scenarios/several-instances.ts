import { query } from '../postgres/cluster'
import { callHub } from '../trial/call-hub'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

const NEWCOMERS = 40

/** I1: everything comes twice, to two instances, in the same instant. */
const twice: Scenario = {
  id: 'I1',
  title: 'two instances are asked the same at the same moment',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'i1',
      instances: 2,
      async fault({ customers, instances, customerLog, platform }) {
        const everybody = await customers(CONVERSATIONS)
        const rounds = Array.from({ length: 10 }, (_, index) => index + 1)
        for (const n of rounds) {
          await Promise.all(
            everybody.map(async (customer) => {
              const line = { conversation: customer.label, n }
              const message = { text: `${customer.label}#${n}`, clientMessageId: String(n) }
              const path = `/v1/conversations/${customer.conversationId()}/messages`
              const answers = await Promise.all(instances.map(({ url }) => callHub(url, path, message)))
              if (answers.some((answer) => answer?.status === 202)) customerLog.accepted.push(line)
              const ids = new Set(answers.map((answer) => answer?.body.messageId))
              if (ids.size > 1)
                customerLog.refusals.push(`${customer.label}#${n} has ${ids.size} message ids`)
            }),
          )
        }
        while (platform.openStreams() < everybody.length) await seconds(0.1)
        return unless(
          platform.openStreams() === everybody.length,
          `${platform.openStreams()} streams for ${everybody.length} conversations`,
        )
      },
    }),
}

/** I2: an instance sleeps until others have taken over, and wakes up with what it still had in mind. */
const zombie: Scenario = {
  id: 'I2',
  title: 'an instance is stopped past its lease and goes on',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'i2',
      kind: 'can be read back',
      instances: 2,
      async fault({ customers, instances, databaseUrl }) {
        const everybody = await customers(CONVERSATIONS)
        const talking = talk(everybody)
        await seconds(0.2)
        // Some of these are being started at the platform when the instance stops, over connections still being opened.
        const starting = customers(NEWCOMERS)
        await seconds(0.02 + context.random.next() * 0.2)
        const [sleeper] = instances
        sleeper?.signal('SIGSTOP')
        await seconds(context.length === 'long' ? 40 : 9)
        const [row] = await query(
          databaseUrl,
          'SELECT count(*)::int AS owners FROM instances WHERE lease_until > now()',
        )
        sleeper?.signal('SIGCONT')
        await talk(await starting, 2)
        await talking
        return unless(row?.owners === 1, `${String(row?.owners)} living instances while one was stopped`)
      },
    }),
}

/** I3: instances are replaced one after the other while everybody talks. */
const rolling: Scenario = {
  id: 'I3',
  title: 'a rolling restart under load',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'i3',
      instances: 2,
      async fault({ customers, instances, startInstance }) {
        const everybody = await customers(CONVERSATIONS)
        const talking = talk(everybody, 20)
        const findings = []
        for (const place of [0, 1]) {
          await seconds(0.5)
          const exit = await instances[place]?.stop()
          findings.push(...unless(exit?.code === 0, `an instance ended with ${exit?.code ?? exit?.signal}`))
          await startInstance(place)
        }
        await talking
        return findings
      },
    }),
}

/** An instance is killed and another one goes on. */
const takeOver: Scenario = {
  id: 'I4',
  title: 'one of two instances is killed and not replaced',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'i4',
      kind: context.random.pick(['recognises ids', 'can be read back']),
      instances: 2,
      recoversWithinMs: 15_000,
      async fault({ customers, instances }) {
        const everybody = await customers(CONVERSATIONS)
        const talking = talk(everybody)
        await seconds(0.3)
        instances[0]?.signal('SIGKILL')
        await talking
        return undefined
      },
    }),
}

export const severalInstances = [twice, zombie, rolling, takeOver]
