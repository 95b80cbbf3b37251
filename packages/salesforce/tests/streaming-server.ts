import type { SalesforceAccount } from '../src/crm/account'
import { json, loopback } from './loopback'

/** What a connect is answered with, beside its own confirmation: events by their replay ids, or a refusal. */
type ConnectAnswer = {
  readonly events?: ReadonlyArray<number>
  /** What is in each of them. Default: nothing. */
  readonly payloadOf?: (replayId: number) => object
  readonly forgotten?: true
}

interface Asked {
  readonly id: string
  readonly channel: string
  readonly subscription?: string
  readonly ext?: { readonly replay: Readonly<Record<string, number>> }
}

const FORGOTTEN = { successful: false, error: '403::Unknown client', advice: { reconnect: 'handshake' } }

/** A Streaming API of its own, whose every connect is answered at once, by the test's word. */
export async function startStreamingServer(
  channel: string,
  answer: (connects: number) => ConnectAnswer,
  { confirmsLate = false, refusal }: { confirmsLate?: boolean; refusal?: string } = {},
) {
  const unconfirmed: object[] = []
  const replays: unknown[] = []
  let connects = 0

  function answersTo({ id, channel: asked, subscription, ext }: Asked): object[] {
    const about = { id, channel: asked, clientId: 'c1', successful: true }
    switch (asked) {
      case '/meta/handshake':
        return [{ ...about, version: '1.0', supportedConnectionTypes: ['long-polling'] }]
      case '/meta/subscribe':
        replays.push(ext?.replay[channel])
        if (refusal) return [{ ...about, subscription, successful: false, error: refusal }]
        if (!confirmsLate) return [{ ...about, subscription }]
        unconfirmed.push({ ...about, subscription })
        return []
      case '/meta/connect': {
        connects += 1
        const { events = [], payloadOf = () => ({}), forgotten } = answer(connects)
        return [
          ...unconfirmed.splice(0),
          ...events.map((replayId) => eventOn(replayId, payloadOf(replayId))),
          forgotten ? { ...about, ...FORGOTTEN } : about,
        ]
      }
      default:
        return [about]
    }
  }

  const eventOn = (replayId: number, payload: object) => ({
    channel,
    data: { payload, event: { replayId } },
  })

  const instanceUrl = await loopback((request, response, body) => {
    // faye asks first whether there is a web socket.
    if (request.method === 'GET') return json(response, 405, {})
    const asked: Asked[] = JSON.parse(body)
    json(response, 200, asked.flatMap(answersTo))
  })
  const account: SalesforceAccount = {
    access: async () => ({ accessToken: 'sesame-42', instanceUrl, apiUrl: instanceUrl }),
    drop() {},
  }
  return {
    account,
    /** With which replay ids it was subscribed to. */
    replays: replays as ReadonlyArray<unknown>,
    connects: () => connects,
    /** By then everything that was sent before has been answered. */
    exchange: async () => (await fetch(`${instanceUrl}/another`)).text(),
  }
}
