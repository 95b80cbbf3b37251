import { WEBHOOK_PATH } from '../carrier/deliver'
import { textOf } from '../checker/line'
import { callForm } from '../trial/call-hub'
import type { Trial } from '../trial/trial'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { seconds, talk, underFault } from './under-fault'

const PUBLIC_URL = 'https://hub.example.com'
const FORGED = 'this was never written'

/** W1: webhooks that the carrier did not send, and those that it sends again. */
export const webhookForgeries: Scenario = {
  id: 'W1',
  title:
    'webhooks without, with a wrong and with another’s signature, changed, signed for http, sent again and again',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'w1',
      instances: 2,
      byPhone: true,
      publicUrl: PUBLIC_URL,
      async fault(trial) {
        const everybody = await trial.customers(4)
        const [victim] = everybody
        await talk(everybody, 3)
        const forgeries = forgeriesOf(trial, victim?.label ?? '')
        const findings = []
        for (const [what, { fields, headers }] of Object.entries(forgeries)) {
          const answer = await callForm(trial.instances[0]?.url ?? '', WEBHOOK_PATH, fields, headers)
          findings.push(...unless(answer?.status === 401, `${what}: answered ${answer?.status}`))
        }
        findings.push(
          ...(await sendAgain(
            trial,
            everybody.map(({ label }) => label),
          )),
        )
        await talk(everybody, 2)
        await trial.settled(30_000)
        const heard = [...trial.platform.conversations.values()].flatMap(({ spoken }) => spoken)
        return [
          ...findings,
          ...unless(!heard.some(({ text }) => text.includes(FORGED)), 'the platform heard what nobody wrote'),
          'signatures of the carrier carry no time: how old a delivery is, is not looked at; again, it has no effect',
        ]
      },
    }),
}

interface Forgery {
  readonly fields: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
}

function forgeriesOf({ carrier, instances }: Trial, label: string): Record<string, Forgery> {
  if (!carrier) return {}
  const address = `${PUBLIC_URL}${WEBHOOK_PATH}`
  const number = carrier.phoneOf(label)
  const honest = () => carrier.messageFrom(number, 'forged', FORGED)
  const forged = (signature: string, fields = honest(), more = {}): Forgery => ({
    fields,
    headers: { 'x-twilio-signature': signature, ...more },
  })
  const signed = carrier.sign(address, honest())
  const changed = honest()
  changed.set('Body', `${FORGED}.`)
  const twice = honest()
  twice.append('Body', `${FORGED}, and not this either`)
  return {
    'no signature': { fields: honest(), headers: {} },
    'an empty signature': forged(''),
    'a signature that is none': forged('nonsense'),
    'a signature with one byte changed': forged(`${signed.startsWith('A') ? 'B' : 'A'}${signed.slice(1)}`),
    'another account’s signature': forged(carrier.sign(address, honest(), 'another token')),
    'a body with one byte more': forged(signed, changed),
    'a field that comes twice, and was signed once': forged(signed, twice),
    'a form that says that it is JSON': forged(signed, honest(), { 'content-type': 'application/json' }),
    'the signature of another address': forged(carrier.sign(`${address}2`, honest())),
    'the signature of the address with http': forged(
      carrier.sign(address.replace('https', 'http'), honest()),
    ),
    'the signature of the address behind the proxy': forged(
      carrier.sign(`${instances[0]?.url}${WEBHOOK_PATH}`, honest()),
    ),
  }
}

/** What was taken is delivered to both instances at once, again, with a field twice, and later once more. */
async function sendAgain({ carrier, instances }: Trial, labels: ReadonlyArray<string>) {
  const findings = []
  for (const round of ['at once', 'a second later']) {
    const answers = labels.flatMap((label) => {
      const text = textOf({ conversation: label, n: 2 })
      const fields = carrier?.messageFrom(carrier.phoneOf(label), text, text) ?? new URLSearchParams()
      if (round !== 'at once') fields.append('Body', text)
      const headers = { 'x-twilio-signature': carrier?.sign(`${PUBLIC_URL}${WEBHOOK_PATH}`, fields) ?? '' }
      return instances.map(({ url }) => callForm(url, WEBHOOK_PATH, fields, headers))
    })
    const refused = (await Promise.all(answers)).filter((answer) => answer?.status !== 200)
    findings.push(...unless(refused.length === 0, `${round}: ${refused.length} deliveries were refused`))
    await seconds(1)
  }
  return findings
}
