import type { Misbehaviour } from '../platform/answer'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

/** V1: the platform says that it is too much. */
const tooMany: Scenario = {
  id: 'V1',
  title: '429 without Retry-After, with seconds, with a date, with nonsense; another account goes on',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'v1',
      withOther: true,
      async fault({ platform, otherPlatform, customers, settled }) {
        const everybody = await customers(CONVERSATIONS)
        const others = await customers(4, { resourceId: 'other' })
        const waits = [
          { atLeastMs: 0 },
          { retryAfter: () => '1', atLeastMs: 1_000 },
          // A date has no fractions of a second.
          { retryAfter: () => new Date(Date.now() + 2_000).toUTCString(), atLeastMs: 1_000 },
          { retryAfter: () => 'soon', atLeastMs: 0 },
        ]
        const mayComeAt = new Map<string, number>()
        let calls = context.random.between(0, 14)
        let refusals = 0
        let early = 0
        let isAsleep = false
        platform.misbehaviour = (request) => {
          if (request.kind !== 'say') return undefined
          // Timers are off by a little.
          if (performance.now() < (mayComeAt.get(request.commandId) ?? 0) - 50) early += 1
          calls += 1
          if (isAsleep) return { answer: 'status', status: 429, taken: false, retryAfter: '4' }
          if (calls % 15 !== 0) return undefined
          refusals += 1
          const { retryAfter, atLeastMs = 0 } = waits[refusals % waits.length] ?? {}
          mayComeAt.set(request.commandId, performance.now() + atLeastMs)
          return {
            answer: 'status',
            status: 429,
            taken: false,
            ...(retryAfter && { retryAfter: retryAfter() }),
          }
        }
        await talk(everybody)
        // The hub tells the platform after it has told the customer.
        await settled(60_000)
        isAsleep = true
        await talk(everybody, 1)
        await talk(others)
        const heardByOthers = () =>
          [...(otherPlatform?.conversations.values() ?? [])].reduce((sum, { taken }) => sum + taken.size, 0)
        // As long as it takes: this account goes on refusing.
        for (let waited = 0; heardByOthers() < 40 && waited < 60; waited += 0.05) await seconds(0.05)
        const heard = heardByOthers()
        isAsleep = false
        return [
          ...unless(refusals >= waits.length, 'hardly anything was refused'),
          ...unless(early === 0, `${early} messages came before the time that the platform had asked for`),
          ...unless(heard === 40, `only ${heard} of 40 lines at another account while this one wanted none`),
          `${refusals} refusals`,
        ]
      },
    }),
}

/** V2: the platform fails once, now and then, and for good for a while. */
const failing: Scenario = {
  id: 'V2',
  title: '500, 502 and 503 for one try, for a fifth of all, for all',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'v2',
      kind: 'can be read back',
      async fault({ platform, customers, settled }) {
        const everybody = await customers(CONVERSATIONS)
        let share = 0.2
        let calls = 0
        let failed = 0
        platform.misbehaviour = ({ kind }) => {
          if (kind !== 'say') return undefined
          calls += 1
          if (context.random.next() >= share) return undefined
          failed += 1
          return { answer: 'status', status: context.random.pick([500, 502, 503]), taken: false }
        }
        await talk(everybody)
        await settled(60_000)
        const aFifth = failed
        share = 1
        await talk(everybody, 2)
        // Every conversation has a message to try, and the circuit has seen enough of them fail.
        await seconds(1)
        calls = 0
        const downFor = context.length === 'long' ? 60 : 5
        await seconds(downFor)
        platform.misbehaviour = () => undefined
        // One probe at a time, ever more seldom; each conversation by itself would try three times as often.
        const limit = 5 + downFor / 4
        return [
          ...unless(aFifth > 0, 'nothing failed'),
          ...unless(calls > 0, 'nobody tried whether the platform works again'),
          ...unless(calls <= limit, `${calls} calls in ${downFor} s to a platform that is down`),
          `${aFifth} of a fifth failed; ${calls} calls in ${downFor} s while all failed`,
        ]
      },
    }),
}

/** A failure after the effect: the second try must not show the message again. */
const failingAfterwards: Scenario = {
  id: 'V2b',
  title: '500 after the platform did what it was asked',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'v2b',
      kind: context.random.pick(['recognises ids', 'can be read back']),
      async fault({ platform, customers, settled }) {
        const everybody = await customers(CONVERSATIONS)
        let failed = 0
        platform.misbehaviour = ({ kind }) => {
          if (kind !== 'say' || context.random.next() >= 0.2) return undefined
          failed += 1
          return { answer: 'status', status: 500, taken: true }
        }
        await talk(everybody)
        await settled(60_000)
        platform.misbehaviour = () => undefined
        return [...unless(failed > 0, 'nothing failed'), `${failed} failed after their effect`]
      },
    }),
}

/** V3: refusals that no second try can mend are shown; an expired access is renewed and the message sent. */
const refusing: Scenario = {
  id: 'V3',
  title: '400, 403 and 413 are shown and not repeated; 401 is renewed',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'v3',
      async fault({ platform, customers, settled }) {
        const everybody = await customers(CONVERSATIONS)
        const refused = new Set<string>()
        const repeated: string[] = []
        let renewals = 0
        platform.misbehaviour = (request): Misbehaviour | undefined => {
          if (request.kind === 'renew') renewals += 1
          if (request.kind !== 'say') return undefined
          if (refused.has(request.commandId)) repeated.push(request.text)
          if (context.random.next() >= 0.1) return undefined
          refused.add(request.commandId)
          return { answer: 'status', status: context.random.pick([400, 403, 413]), taken: false }
        }
        await talk(everybody, 5)
        // A conversation that begins there only afterwards has an access that is good.
        while (platform.conversations.size < CONVERSATIONS) await seconds(0.05)
        platform.expireTokens()
        await talk(everybody, 5)
        await settled(60_000)
        return [
          ...unless(repeated.length === 0, `refused for good and tried again: ${repeated.join(', ')}`),
          ...unless(refused.size > 0, 'nothing was refused'),
          ...unless(renewals === CONVERSATIONS, `${renewals} renewals of ${CONVERSATIONS} sessions`),
          `${refused.size} refused, ${renewals} renewals`,
        ]
      },
    }),
}

export const platformRefusals = [tooMany, failing, failingAfterwards, refusing]
