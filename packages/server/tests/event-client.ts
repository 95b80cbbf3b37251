import { type IncomingMessage, request } from 'node:http'

export interface ReceivedEvent {
  readonly id?: string
  readonly event: string
  readonly data: Record<string, unknown>
}

/** A client of an event stream that reads frames from the socket, and can stop reading. */
export interface EventClient {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly events: ReceivedEvent[]
  /** The stream as it came. */
  readonly text: () => string
  /** The next event that fits; also one that has already come. */
  until(fits: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent>
  /** Resolves when the stream is over: `ended` by the server, or `cut`. */
  readonly over: Promise<'ended' | 'cut'>
  pause(): void
  resume(): void
  close(): void
}

export function openEvents(url: string, headers: Record<string, string>): Promise<EventClient> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers, agent: false })
    outgoing.once('error', reject)
    outgoing.once('response', (response) => resolve(follow(response)))
    outgoing.end()
  })
}

function follow(response: IncomingMessage): EventClient {
  const events: ReceivedEvent[] = []
  const waiting = new Set<() => void>()
  let text = ''
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
    const frames = (rest + chunk).split('\n\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      const event = parse(frame)
      if (event) events.push(event)
    }
    for (const wake of waiting) wake()
  })
  response.on('error', () => {})
  const over = new Promise<'ended' | 'cut'>((done) => {
    response.once('close', () => done(response.complete ? 'ended' : 'cut'))
  })
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    text: () => text,
    until: (fits) =>
      new Promise((found) => {
        const look = () => {
          const event = events.find(fits)
          if (!event) return
          waiting.delete(look)
          found(event)
        }
        waiting.add(look)
        look()
      }),
    over,
    pause: () => response.pause(),
    resume: () => response.resume(),
    close: () => response.destroy(),
  }
}

function parse(frame: string): ReceivedEvent | undefined {
  const fields = new Map(
    frame.split('\n').map((line) => [line.split(':', 1)[0], line.replace(/^\w*: ?/, '')]),
  )
  const data = fields.get('data')
  if (data === undefined) return undefined
  const id = fields.get('id')
  return { ...(id !== undefined && { id }), event: fields.get('event') ?? '', data: JSON.parse(data) }
}
