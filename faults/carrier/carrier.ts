import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { lineOf } from '../checker/line'
import type { Effect } from '../checker/logs'
import { answerJson } from '../platform/answer'

/** A carrier of text messages that speaks Twilio's protocol, and writes down what it brought to phones. */
export interface Carrier {
  readonly account: CarrierAccount
  /** What arrived on phones, in the order in which it was taken. */
  readonly arrived: Effect[]
  /** Called when a message was taken, before that is answered. */
  onTaken: () => void
  /** The number of a customer's phone; the customer is given one where there is none. */
  phoneOf(label: string): string
  /** The form in which a customer's message is delivered to us, as its fields. */
  messageFrom(phone: string, id: string, text: string): URLSearchParams
  /** The signature of a delivery to an address (Twilio, "Webhooks security"). */
  sign(address: string, fields: URLSearchParams, authToken?: string): string
  close(): Promise<void>
}

export interface CarrierAccount {
  readonly apiUrl: string
  readonly accountSid: string
  readonly authToken: string
  readonly from: string
}

interface Taken {
  readonly sid: string
  readonly to: string
  readonly body: string
  readonly date_created: string
}

export async function startCarrier(): Promise<Carrier> {
  const phones = new Map<string, string>()
  const taken: Taken[] = []
  const accountSid = `AC${randomUUID().replaceAll('-', '')}`

  function take(fields: URLSearchParams): Taken {
    const to = fields.get('To') ?? ''
    const body = fields.get('Body') ?? ''
    const message = {
      sid: `SM${randomUUID().replaceAll('-', '')}`,
      to,
      body,
      date_created: new Date().toUTCString(),
    }
    taken.push(message)
    const line = lineOf(body)
    if (line) carrier.arrived.push({ shownIn: phones.get(to) ?? 'nobody', line })
    carrier.onTaken()
    return message
  }

  const server = createServer(async (incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://carrier')
    if (pathname !== `/2010-04-01/Accounts/${accountSid}/Messages.json`) return answerJson(response, 404, {})
    if (incoming.method === 'POST') return answerJson(response, 201, take(await readForm(incoming)))
    const messages = taken
      .filter(({ to }) => to === searchParams.get('To'))
      .map((one) => ({ ...one, direction: 'outbound-api', num_media: '0' }))
      .reverse()
    answerJson(response, 200, { messages, next_page_uri: null })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const account: CarrierAccount = {
    apiUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    accountSid,
    authToken: randomUUID(),
    from: '+12025550100',
  }

  const carrier: Carrier = {
    account,
    arrived: [],
    onTaken: () => {},
    phoneOf(label) {
      const [known] = [...phones].find(([, owner]) => owner === label) ?? []
      if (known !== undefined) return known
      const phone = `+1202556${String(phones.size).padStart(4, '0')}`
      phones.set(phone, label)
      return phone
    },
    messageFrom: (phone, id, text) =>
      new URLSearchParams({
        AccountSid: accountSid,
        MessageSid: id,
        From: phone,
        To: account.from,
        Body: text,
      }),
    sign(address, fields, authToken = account.authToken) {
      const names = [...new Set(fields.keys())].sort()
      const signed = names.flatMap((name) =>
        [...new Set(fields.getAll(name))].sort().map((value) => name + value),
      )
      return createHmac('sha1', authToken)
        .update(address + signed.join(''))
        .digest('base64')
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return carrier
}

async function readForm(incoming: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
