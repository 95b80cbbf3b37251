import type { Misbehaviour } from '../platform/answer'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

/** V1: the platform says that it is too much. */
const tooMany: Scenario = {
  id: 'V1',
  title: '429 without Retry-After, with seconds, with a date, with nonsense',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'v1',
      async fault({ platform, customers, settled }) {
        const everybody = await customers(CONVERSATIONS)
        const headers = [undefined, '1', new Date(Date.now() + 2_000).toUTCString(), 'soon']
        let calls = context.random.between(0, 14)
        let refusals = 0
        platform.misbehaviour = ({ kind }) => {
          if (kind === 'say') calls += 1
          if (kind !== 'say' || calls % 15 !== 0) return undefined
          refusals += 1
          const retryAfter = headers[refusals % headers.length]
          return {
            answer: 'status',
            status: 429,
            taken: false,
            ...(retryAfter !== undefined && { retryAfter }),
          }
        }
        await talk(everybody)
        // The hub tells the platform after it has told the customer.
        await settled(60_000)
        return [...unless(refusals >= headers.length, 'hardly anything was refused'), `${refusals} refusals`]
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
      async fault({ platform, customers }) {
        const everybody = await customers(CONVERSATIONS)
        const statuses = [500, 502, 503] as const
        let share = 0.2
        let calls = 0
        platform.misbehaviour = ({ kind }) => {
          if (kind !== 'say') return undefined
          calls += 1
          if (context.random.next() > share) return undefined
          return {
            answer: 'status',
            status: context.random.pick([...statuses]),
            // A 503 was not handled; the others may have been.
            taken: false,
          }
        }
        await talk(everybody)
        share = 1
        await talk(everybody, 2)
        calls = 0
        const downFor = context.length === 'long' ? 60 : 5
        await seconds(downFor)
        const perSecond = calls / downFor
        platform.misbehaviour = () => undefined
        const limit = CONVERSATIONS * 2
        return [
          ...unless(perSecond < limit, `${perSecond} calls a second to a platform that is down`),
          `${perSecond.toFixed(1)} calls a second while all failed`,
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
      async fault({ platform, customers }) {
        const everybody = await customers(CONVERSATIONS)
        platform.misbehaviour = ({ kind }) =>
          kind === 'say' && context.random.next() < 0.2
            ? { answer: 'status', status: 500, taken: true }
            : undefined
        await talk(everybody)
        platform.misbehaviour = () => undefined
        return undefined
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
          if (context.random.next() > 0.1) return undefined
          refused.add(request.commandId)
          return { answer: 'status', status: context.random.pick([400, 403, 413]), taken: false }
        }
        await talk(everybody, 5)
        platform.expireTokens()
        await talk(everybody, 5)
        await settled(60_000)
        return [
          ...unless(repeated.length === 0, `refused for good and tried again: ${repeated.join(', ')}`),
          ...unless(
            renewals >= 1 && renewals <= CONVERSATIONS * 3,
            `${renewals} renewals of ${CONVERSATIONS} sessions`,
          ),
          `${refused.size} refused, ${renewals} renewals`,
        ]
      },
    }),
}

export const platformRefusals = [tooMany, failing, failingAfterwards, refusing]
