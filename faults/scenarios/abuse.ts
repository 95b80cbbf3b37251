import { callHub } from '../trial/call-hub'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

/** W3: a customer tries another one's conversation. */
const foreign: Scenario = {
  id: 'W3',
  title: 'a customer with another customer’s conversation id',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'w3',
      async fault({ customers, instances }) {
        const [victim] = await customers(1)
        const url = instances[0]?.url ?? ''
        const session = await callHub(url, '/v1/sessions', { resourceId: 'main' })
        const authorization = `Bearer ${String(session?.body.token)}`
        const path = `${url}/v1/conversations/${victim?.conversationId()}`
        const tries = ['/messages', '/typing', '/receipts', '/close', '/events', '/transcript', ''].map(
          async (what) => {
            const reads = what === '/events' || what === '/transcript' || what === ''
            const response = await fetch(`${path}${what}`, {
              method: reads ? 'GET' : 'POST',
              headers: { authorization, 'content-type': 'application/json' },
              ...(!reads && {
                body: JSON.stringify({ text: 'mine now', typing: true, messageId: 'x', status: 'read' }),
              }),
            })
            await response.body?.cancel()
            return { what: what || 'reading', status: response.status }
          },
        )
        const letIn = (await Promise.all(tries)).filter(
          ({ status }) => status !== 404 && status !== 403 && status !== 400,
        )
        return unless(
          letIn.length === 0,
          `let in: ${letIn.map(({ what, status }) => `${what} ${status}`).join(', ')}`,
        )
      },
    }),
}

/** W4: one customer floods; the others do not notice, and the server stays up. */
const flood: Scenario = {
  id: 'W4',
  title: 'one customer says hundreds of things at once',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'w4',
      async fault({ customers, instances, customerLog }) {
        const everybody = await customers(CONVERSATIONS)
        const url = instances[0]?.url ?? ''
        const session = await callHub(url, '/v1/sessions', { resourceId: 'main' })
        const headers = {
          authorization: `Bearer ${String(session?.body.token)}`,
          'content-type': 'application/json',
        }
        const started = await callHub(url, '/v1/conversations', {
          resourceId: 'main',
          customerDestination: String(session?.body.sessionId),
        })
        const path = `${url}/v1/conversations/${String(started?.body.conversationId)}/messages`
        const flooding = Array.from({ length: 400 }, async () => {
          const response = await fetch(path, {
            method: 'POST',
            headers,
            body: JSON.stringify({ text: 'me me me' }),
          })
          await response.body?.cancel()
          return response.status
        })
        await talk(everybody)
        const limited = (await Promise.all(flooding)).filter((status) => status === 429).length
        return [
          ...unless(limited > 100, `only ${limited} of 400 were refused`),
          ...unless(customerLog.refusals.length === 0, 'others were refused too'),
          `${limited} of 400 refused`,
        ]
      },
    }),
}

export const abuse = [foreign, flood]
