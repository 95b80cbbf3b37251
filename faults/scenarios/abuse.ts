import { callHub } from '../trial/call-hub'
import type { Trial } from '../trial/trial'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

const STOLEN = 'these are not my words'

/** What a session may do with its own conversation, and with no other. The end comes last. */
const deeds = (messageId: string): ReadonlyArray<readonly ['GET' | 'POST', string, object?]> => [
  ['GET', ''],
  ['GET', '/events'],
  ['GET', '/transcript'],
  ['POST', '/messages', { text: STOLEN }],
  ['POST', '/typing', { typing: true }],
  ['POST', '/receipts', { messageId, status: 'read' }],
  ['POST', '/close', {}],
]

/** W3: a customer tries another one's conversation. */
const foreign: Scenario = {
  id: 'W3',
  title: 'a customer with another customer’s conversation id',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'w3',
      async fault({ customers, instances, platform, settled }) {
        const [victim] = await customers(1)
        await talk(victim ? [victim] : [], 2)
        const thief = await visitorAt(instances[0]?.url ?? '')
        const findings = []
        for (const [method, what, body] of deeds(thief.messageId)) {
          const call = `${method} ${what || 'itself'}`
          const status = await thief.call(method, `${victim?.conversationId()}${what}`, body)
          findings.push(
            ...unless(status === 404, `${call} with another’s conversation was answered ${status}`),
          )
        }
        // The same calls are good where they are allowed: nothing else was wrong with them.
        for (const [method, what, body] of deeds(thief.messageId)) {
          const status = await thief.call(method, `${thief.conversationId}${what}`, body)
          findings.push(
            ...unless(status < 300, `${method} ${what} with the own conversation was answered ${status}`),
          )
        }
        // It goes on as if nothing had been tried.
        await talk(victim ? [victim] : [], 2)
        await settled(30_000)
        const told = [...platform.conversations.values()].find(({ label }) => label === victim?.label)
        return [
          ...findings,
          ...unless(
            !told?.spoken.some(({ text }) => text === STOLEN),
            'the platform was told another’s words',
          ),
        ]
      },
    }),
}

/** Somebody with a session token, and a conversation of its own. */
async function visitorAt(url: string) {
  const session = await callHub(url, '/v1/sessions', { resourceId: 'main' })
  const headers = {
    authorization: `Bearer ${String(session?.body.token)}`,
    'content-type': 'application/json',
  }
  const start = { resourceId: 'main', customerDestination: String(session?.body.sessionId) }
  const started = await callHub(url, '/v1/conversations', start, headers)
  const conversationId = String(started?.body.conversationId)
  const path = `/v1/conversations/${conversationId}/messages`
  const said = await callHub(url, path, { text: 'Hello' }, headers)
  return {
    conversationId,
    /** Of the first message in it. */
    messageId: String(said?.body.messageId),
    async call(method: 'GET' | 'POST', path: string, body?: object): Promise<number> {
      const response = await fetch(`${url}/v1/conversations/${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      })
      await response.body?.cancel()
      return response.status
    },
  }
}

/** W4: one customer floods; the others do not notice, and the server stays up. */
const flood: Scenario = {
  id: 'W4',
  title: 'one customer says hundreds of things at once',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'w4',
      async fault({ customers, instances, customerLog, platform, settled }) {
        const everybody = await customers(CONVERSATIONS)
        const visitor = await visitorAt(instances[0]?.url ?? '')
        const flooding = Promise.all(
          Array.from({ length: FLOOD }, (_, n) =>
            visitor.call('POST', `${visitor.conversationId}/messages`, { text: `${LOUD} ${n}` }),
          ),
        )
        await talk(everybody)
        const statuses = await flooding
        const limited = statuses.filter((status) => status === 429).length
        const taken = statuses.filter((status) => status === 202).length
        const { repeats } = customerLog
        const arrived = () => loudWordsAt(platform)
        await settled(30_000)
        return [
          ...unless(limited > FLOOD / 4, `only ${limited} of ${FLOOD} were refused`),
          ...unless(limited + taken === FLOOD, `${FLOOD - limited - taken} were answered otherwise`),
          ...unless(repeats.length === 0, `others were told ${repeats.join(', ')}`),
          ...unless(arrived().length === taken, `${arrived().length} of ${taken} arrived`),
          ...unless(new Set(arrived()).size === arrived().length, 'some of them arrived twice'),
          `${limited} of ${FLOOD} refused`,
        ]
      },
    }),
}

const FLOOD = 400
const LOUD = 'me me me'

const loudWordsAt = ({ conversations }: Trial['platform']) =>
  [...conversations.values()].flatMap(({ spoken }) =>
    spoken.flatMap(({ text }) => (text.startsWith(LOUD) ? [text] : [])),
  )

export const abuse = [foreign, flood]
