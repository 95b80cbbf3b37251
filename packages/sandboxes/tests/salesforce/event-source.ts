import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'

export interface ReceivedEvent {
  readonly event: string
  readonly id: string | undefined
  readonly data: string
}

export interface OpenedStream {
  /** Everything read so far, pings included. */
  readonly events: ReceivedEvent[]
  readonly raw: () => string
  readonly closed: () => boolean
  /** Waits until the condition holds for what was read; fails after thirty seconds. */
  until(condition: (events: ReceivedEvent[]) => boolean, what?: string): Promise<void>
  /** Waits for the connection's end. */
  end(): Promise<void>
  close(): void
}

/** Opens a server-sent event stream with nothing but node:http. Rejects with the status of a refusal. */
export async function openStream(url: string, headers: Record<string, string>): Promise<OpenedStream> {
  const request = get(url, { headers: { accept: 'text/event-stream', ...headers } })
  // A cut connection is an error of the request, too; its stream has ended, which is what tests look at.
  request.on('error', () => {})
  const [response]: IncomingMessage[] = await once(request, 'response')
  if (response === undefined) throw new Error('No response.')
  if (response.statusCode !== 200) {
    const body = await response.setEncoding('utf8').reduce((text: string, chunk: string) => text + chunk, '')
    throw new Error(`${response.statusCode} ${body}`)
  }
  const events: ReceivedEvent[] = []
  let text = ''
  let unread = ''
  let closed = false
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
    unread += chunk
    const frames = unread.split('\n\n')
    unread = frames.pop() ?? ''
    for (const frame of frames) events.push(parse(frame))
    changed()
  })
  response.on('error', () => {})
  response.on('close', () => {
    closed = true
    changed()
  })

  const wait = (condition: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        listeners.delete(check)
        reject(new Error(`Waited in vain for ${what}; read: ${events.map(({ event }) => event).join(', ')}`))
      }, 30_000)
      const check = () => {
        if (!condition()) return
        clearTimeout(timer)
        listeners.delete(check)
        resolve()
      }
      listeners.add(check)
      check()
    })

  return {
    events,
    raw: () => text,
    closed: () => closed,
    until: (condition, what = 'events') => wait(() => condition(events), what),
    end: () => wait(() => closed, 'the end of the stream'),
    close: () => request.destroy(),
  }
}

function parse(frame: string): ReceivedEvent {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(frame)?.[1]
  return { event: field('event') ?? 'message', id: field('id'), data: field('data') ?? '' }
}
