import { callHub } from '../trial/call-hub'
import { readMetric } from '../trial/read-metric'
import { openUnreadStream } from '../trial/unread-stream'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { seconds, talk, underFault } from './under-fault'

const MEBIBYTE = 1_048_576
const BROWSERS = 30
const CUSTOMERS = 3
/** Together 12 MiB for each browser, 360 for all: more than the kernel keeps of it. */
const TEXTS = 400
const TEXT = '. '.repeat(15_000)
const GROWS_AT_MOST_MIB = 80
/** A client that reads nothing is cut after 30 seconds, looked at every so often. */
const CUT_WITHIN_SECONDS = 60

/** S6: browsers that open an event stream and never read it. */
export const slowBrowser: Scenario = {
  id: 'S6',
  title: 'browsers that never read: what is kept for them is bounded, they are cut, and can go on',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 's6',
      async fault({ customers, instances }) {
        const [customer, other, earlier] = await customers(CUSTOMERS)
        const url = instances[0]?.url ?? ''
        const id = customer?.conversationId() ?? ''
        // The same where everybody reads: what that takes for as long as it lasts is not kept for a browser.
        await sayMuch(url, earlier?.conversationId() ?? '', async () => {})
        const unread = await Promise.all(Array.from({ length: BROWSERS }, () => openUnreadStream(url, id, 0)))
        const open = () => readMetric(url, 'conversation_hub_event_streams_open')
        while ((await open()) < BROWSERS + CUSTOMERS) await seconds(0.1)
        const readers = await open()
        const before = (await instances[0]?.residentBytes()) ?? 0
        let most = before
        await sayMuch(url, id, async () => {
          most = Math.max(most, (await instances[0]?.residentBytes()) ?? 0)
        })
        if (other) await talk([other])
        const began = performance.now()
        const waited = () => (performance.now() - began) / 1_000
        while ((await open()) > readers - BROWSERS && waited() < CUT_WITHIN_SECONDS) await seconds(0.5)
        const cut = readers - (await open())
        const [one] = unread
        // One that was not cut has no end.
        const read = (cut === BROWSERS && (await one?.readToTheEnd())) || []
        const last = read.at(-1) ?? 0
        const rest = await restAfter(url, id, last)
        for (const stream of unread) stream.close()
        const numbers = [...read, ...rest]
        const grown = (most - before) / MEBIBYTE
        return [
          ...unless(
            cut === BROWSERS,
            `${cut} of ${BROWSERS} browsers were cut within ${waited().toFixed(0)} s`,
          ),
          ...unless(grown < GROWS_AT_MOST_MIB, `${grown.toFixed(0)} MiB more in memory`),
          ...unless(rest.length > 0, 'the kernel took everything: nothing was left to go on with'),
          ...unless(
            numbers.length > TEXTS && numbers.every((number, index) => number === index + 1),
            'what was read before and after the cut is not everything, in order, once',
          ),
          `${grown.toFixed(0)} MiB more in memory; ${read.length} events read, ${rest.length} after coming back`,
        ]
      },
    }),
}

async function sayMuch(url: string, id: string, afterEach: () => Promise<void>): Promise<void> {
  for (let said = 0; said < TEXTS; said += 1) {
    const message = { text: TEXT, author: { role: 'system' } }
    await callHub(url, `/v1/conversations/${id}/messages`, message)
    await afterEach()
  }
}

/** Comes back after an event, reads, and answers the numbers of the events that came. */
async function restAfter(url: string, id: string, last: number): Promise<number[]> {
  const stream = await openUnreadStream(url, id, last)
  const reading = stream.readToTheEnd()
  // The conversation goes on, so that only closing it ends the stream.
  await callHub(url, `/v1/conversations/${id}/close`, {})
  return await reading
}
