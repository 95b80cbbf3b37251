import { pause } from '@conversation-hub/core'
import { createParser } from 'eventsource-parser'
import { type Line, lineOf, textOf } from '../checker/line'
import { callHub, type HubAnswer, openEvents } from './call-hub'
import type { CustomerLog } from './customer-log'

/** A repeat after this time: what a patient app does. */
const AGAIN_AFTER_MS = 250
/** Longer than any harm lasts: whoever is not answered with a 2xx for so long has been forsaken. */
const PATIENCE_MS = 120_000

/** A customer with a browser and an app behind it that is very patient and never repeats under a new key. */
export interface Customer {
  readonly label: string
  conversationId(): string
  /** Starts the conversation, and follows it from then on. */
  start(): Promise<void>
  /** Asks for the same start once more, under the same key. */
  startAgain(): Promise<void>
  /** Says the next lines, one after the other, each until it is accepted. */
  say(lines: number): Promise<void>
  /** Ends the conversation, and looks at it no more. */
  end(): Promise<void>
  stop(): void
}

export interface Phone {
  readonly number: string
  /** Has the carrier deliver what the customer wrote; the same id is the same message. */
  write(url: string, id: string, text: string): Promise<HubAnswer | undefined>
}

interface Options {
  readonly label: string
  readonly resourceId?: string
  readonly createInThirdPartySystems?: boolean
  /** Where to turn to, asked anew before every call: where there are several, to all of them in the same instant. */
  readonly urls: () => readonly [string, ...string[]]
  readonly log: CustomerLog
  /** Called with every event that was shown, before it is written down. */
  readonly onEvent?: () => void
  /** Where the customer writes from a phone, and not in a browser. */
  readonly phone?: Phone | undefined
}

/** Whether it is worth to ask again. */
const isPassing = (status: number) => status >= 500 || status === 429

/** What a call has made, or found again. */
const idIn = ({ messageId, conversationId, sessionId }: HubAnswer['body']) =>
  messageId ?? conversationId ?? sessionId

export function createCustomer(options: Options): Customer {
  const { label, phone, resourceId = phone ? 'sms' : 'main', urls, log } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const leaving = new AbortController()
  const lineOfMessage = new Map<string, number>()
  let conversationId = ''
  let destination: string | undefined
  let lastEventId = '0'
  let said = 0

  /** Repeats a call until it is taken; whoever is refused for good, or forsaken, says nothing more. */
  async function insist(
    call: (url: string) => Promise<HubAnswer | undefined>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const since = performance.now()
    while (!signal.aborted) {
      const answer = await ask(call)
      if (answer && answer.status < 300) return answer.body
      if (answer) log.repeats.push(answer.status)
      else log.unanswered += 1
      const said = answer ? `${answer.status} ${String(answer.body.code)}` : 'no answer'
      if (answer && !isPassing(answer.status)) refuse(said)
      else if (performance.now() - since > PATIENCE_MS) refuse(`${said}, and so for ${PATIENCE_MS / 1_000} s`)
      await pause(AGAIN_AFTER_MS, signal)
    }
    return {}
  }

  /** What one answers counts when all have taken it, and mean the same by it. */
  async function ask(call: (url: string) => Promise<HubAnswer | undefined>): Promise<HubAnswer | undefined> {
    const answers = await Promise.all(urls().map(call))
    if (answers.some((answer) => !answer)) return undefined
    const ids = new Set(answers.map((answer) => String(answer && idIn(answer.body))))
    if (ids.size > 1) log.refusals.push(`${label}: one call has the answers ${[...ids].join(' and ')}`)
    return answers.find((answer) => answer && answer.status >= 300) ?? answers[0]
  }

  function refuse(how: string): void {
    log.refusals.push(`${label}: ${how}`)
    stopping.abort()
  }

  async function follow(): Promise<void> {
    const until = AbortSignal.any([signal, leaving.signal])
    while (!until.aborted) {
      const body = await openEvents(urls()[0], conversationId, lastEventId, until)
      // There is nothing more to come, ever: a browser does not ask again.
      if (body === 204) return
      if (typeof body === 'object') await read(body)
      else if (body !== undefined && !isPassing(body)) return refuse(`its event stream was answered ${body}`)
      await pause(AGAIN_AFTER_MS, until)
    }
  }

  async function read(body: AsyncIterable<Buffer>): Promise<void> {
    const decoder = new TextDecoder()
    const parser = createParser({
      onEvent({ event, id, data }) {
        options.onEvent?.()
        if (event === 'message') onMessage(JSON.parse(data))
        if (event === 'receipt') onReceipt(JSON.parse(data))
        if (id !== undefined) onNumber(id)
      },
    })
    function feed(text: string): void {
      try {
        parser.feed(text)
      } catch (thrown) {
        refuse(`what it was shown cannot be read (${String(thrown)})`)
      }
    }
    try {
      for await (const chunk of body) feed(decoder.decode(chunk, { stream: true }))
    } catch {
      // Cut off: the next stream goes on after the last event.
    }
  }

  /** What is kept has numbers that rise by one, also from one stream to the next (docs/contract.md). */
  function onNumber(id: string): void {
    if (Number(id) !== Number(lastEventId) + 1) {
      log.refusals.push(`${label}: event ${id} was shown after event ${lastEventId}`)
    }
    lastEventId = id
  }

  async function startSession(): Promise<string> {
    const headers = { 'idempotency-key': `session of ${label}` }
    const { sessionId } = await insist((url) => callHub(url, '/v1/sessions', { resourceId }, headers))
    return String(sessionId)
  }

  function tell(line: Line, url: string): Promise<HubAnswer | undefined> {
    const text = textOf(line)
    if (phone) return phone.write(url, text, text)
    const message = { text, clientMessageId: String(line.n) }
    return callHub(url, `/v1/conversations/${conversationId}/messages`, message)
  }

  function onMessage(message: {
    author: { role: string }
    parts: { text?: string }[]
    messageId: string
  }): void {
    const line = lineOf(message.parts[0]?.text ?? '')
    if (!line) return
    const isOwn = message.author.role === 'customer'
    if (isOwn) lineOfMessage.set(message.messageId, line.n)
    const words = isOwn ? log.ownWords : log.platformWords
    words.push({ shownIn: label, line })
  }

  function onReceipt({ status, messageId }: { status: string; messageId: string }): void {
    const n = lineOfMessage.get(messageId)
    if (status === 'failed' && n !== undefined) log.failuresShown.push({ conversation: label, n })
  }

  /** The start, always under the same key. */
  async function askToStart(): Promise<void> {
    destination ??= phone?.number ?? (await startSession())
    const request = {
      resourceId,
      customerDestination: destination,
      attributes: { label },
      createInThirdPartySystems: options.createInThirdPartySystems ?? true,
    }
    const started = await insist((url) =>
      callHub(url, '/v1/conversations', request, { 'idempotency-key': label }),
    )
    if (signal.aborted) return
    conversationId = String(started.conversationId)
    log.starts.push({ key: label, conversationId })
  }

  return {
    label,
    conversationId: () => conversationId,
    async start() {
      await askToStart()
      void follow()
    },
    startAgain: askToStart,
    async say(lines) {
      for (let left = lines; left > 0 && !signal.aborted; left -= 1) {
        said += 1
        const line = { conversation: label, n: said }
        await insist((url) => tell(line, url))
        if (!signal.aborted) log.accepted.push(line)
      }
    },
    async end() {
      await insist((url) => callHub(url, `/v1/conversations/${conversationId}/close`, {}))
      leaving.abort()
    },
    stop: () => stopping.abort(),
  }
}
