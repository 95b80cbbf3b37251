import { EventSourceParserStream } from 'eventsource-parser/stream'
import { bearer, replyOf } from './hub-call'
import { readEvent } from './read-event'
import { parseJson } from './reading'
import { createPause, waitFor } from './retry'
import type { ConversationEvent } from './wire'

export interface EventStreamSettings {
  /** Address of the conversation's `/events`. */
  readonly address: string
  readonly token: string
  /** Every event that has a number comes once and in order, over any number of connections. */
  onEvent(event: ConversationEvent): void
  /** The hub has lost what it told (a backup was restored): what it tells from here on is all there is. */
  onToldAnew(): void
  onConnected(connected: boolean): void
  /** The hub will not give this stream (any more); nothing is read from here on. */
  onLost(why: 'unauthorized' | 'gone'): void
  /** True once nothing more is to come: a connection that ends then is not opened again. */
  isOver(): boolean
  /** A connection that brings no byte for this many milliseconds, heartbeats included, is opened anew. */
  readonly silence?: number
}

export interface EventStream {
  /** Something changed that makes another try worth while now (network back, page visible). */
  wake(): void
  /** The network changed: what looks open may be dead. */
  reopen(): void
  close(): void
}

type Ended = 'cut' | 'unauthorized' | 'gone' | { readonly retryAfterMs: number | undefined }

/** Ten seconds of life, or an event that was new, and the next cut starts with quick repeats again. */
const livedLong = 10_000

/** Reads a conversation's events with `fetch`, because the browser's EventSource cannot send the token. */
export function openEventStream(settings: EventStreamSettings): EventStream {
  const { silence = 45_000 } = settings
  const pause = createPause()
  let closed = false
  let last = 0
  let acceptedGapAfter: number | undefined
  let connection = new AbortController()
  let heardAt = Date.now()
  let progressed = false
  let isNetworkNew = false
  let isFirstNumber = true
  let toldWaits: number[] = []

  async function run(): Promise<void> {
    for (let repeat = 0; !closed; repeat += 1) {
      const openedAt = Date.now()
      progressed = false
      const ended = await readConnection()
      if (closed) return
      settings.onConnected(false)
      if (ended === 'unauthorized' || ended === 'gone') return settings.onLost(ended)
      if (settings.isOver()) return
      if (isNetworkNew || progressed || Date.now() - openedAt > livedLong) repeat = 0
      isNetworkNew = false
      // The first repeat comes at once: most cuts are a proxy or a deployment, and the hub is there again.
      const asked = ended === 'cut' ? undefined : ended.retryAfterMs
      await pause.wait(repeat === 0 && asked === undefined ? 0 : waitFor(asked, Math.max(repeat, 1)))
    }
  }

  async function readConnection(): Promise<Ended> {
    connection = new AbortController()
    const { signal } = connection
    heardAt = Date.now()
    isFirstNumber = true
    toldWaits = []
    const watch = setInterval(closeIfSilent, Math.max(silence / 9, 10))
    try {
      const response = await fetch(settings.address, {
        headers: {
          accept: 'text/event-stream',
          ...(last > 0 ? { 'last-event-id': String(last) } : {}),
          ...bearer(settings.token),
        },
        signal,
        credentials: 'omit',
        cache: 'no-store',
      })
      const refusal = refusalOf(response)
      if (refusal !== undefined) {
        connection.abort()
        return refusal
      }
      heardAt = Date.now()
      settings.onConnected(true)
      if (response.body) await readEvents(response.body, signal)
    } catch {
      // A cut, a silence or a page without network: all of them end this connection and no more.
    } finally {
      clearInterval(watch)
    }
    // What a hub says at the beginning is for any cut; told anew, it stops, and spreads those who come back.
    return toldWaits.length > 1 ? { retryAfterMs: toldWaits.at(-1) } : 'cut'
  }

  async function readEvents(
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    signal: AbortSignal,
  ): Promise<void> {
    const reader = body
      .pipeThrough(new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({ transform: hear }))
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream({ onRetry: (wait) => toldWaits.push(wait) }))
      .getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      deliver(value.event ?? 'message', value.data, value.id)
    }
  }

  function hear(
    chunk: Uint8Array<ArrayBuffer>,
    through: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ) {
    heardAt = Date.now()
    through.enqueue(chunk)
  }

  function deliver(type: string, data: string, id: string | undefined): void {
    const seq = id !== undefined && /^\d+$/.test(id) ? Number(id) : undefined
    if (seq !== undefined) {
      // Asked for what follows the last one, a hub begins at the first only where it does not know the last one any more.
      if (isFirstNumber && seq === 1 && last > 0) {
        last = 0
        settings.onToldAnew()
      }
      isFirstNumber = false
      if (seq <= last) return
      if (seq > last + 1 && acceptedGapAfter !== last) {
        // Asked for once more from the last one; a hub that skips the number again means it.
        acceptedGapAfter = last
        connection.abort()
        return
      }
      last = seq
      progressed = true
    }
    const event = readEvent(type, parseJson(data), seq)
    if (event) settings.onEvent(event)
  }

  function closeIfSilent(): void {
    if (Date.now() - heardAt > silence) connection.abort()
  }

  void run()
  return {
    wake() {
      closeIfSilent()
      pause.wake()
    },
    reopen() {
      isNetworkNew = true
      connection.abort()
      pause.wake()
    },
    close() {
      closed = true
      connection.abort()
      pause.wake()
    },
  }
}

function refusalOf(response: Response): Ended | undefined {
  const reply = replyOf(response, {})
  switch (reply.outcome) {
    case 'accepted':
      // A login page of the café's network also answers 200.
      return isEventStream(response) ? undefined : { retryAfterMs: undefined }
    case 'unauthorized':
    case 'gone':
      return reply.outcome
    case 'later':
      return { retryAfterMs: reply.afterMs }
    case 'refused':
      return { retryAfterMs: undefined }
  }
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
}
