import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser'

/** The largest single event that is read, in characters: 1 MiB. A larger one is skipped, the stream goes on. */
export const MAX_EVENT_CHARACTERS = 1_048_576

export interface EventBatch {
  /** Everything that had arrived; empty for a comment or half an event, which are signs of life all the same. */
  readonly events: ReadonlyArray<EventSourceMessage>
  /** Lines that are not of the protocol: some servers write an error as plain text into the stream. */
  readonly strayLines: ReadonlyArray<string>
  /** How many events were too large to be read. */
  readonly skipped: number
}

/** Reads server-sent events from a body, all that is buffered at once, UTF-8 split over chunks included. */
export async function* serverSentEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<EventBatch> {
  const decoder = new TextDecoder()
  const reader = createReader()
  for await (const chunk of body) yield reader.read(decoder.decode(chunk, { stream: true }))
  yield reader.finish()
}

function createReader() {
  let events: EventSourceMessage[] = []
  let strayLines: string[] = []
  let skipped = 0
  let skipping = false
  /** The end of the skipped text so far: a blank line may be split over chunks. */
  let tail = ''

  const onError = (error: ParseError) => {
    if (error.type === 'max-buffer-size-exceeded') skipping = true
    if (error.type === 'unknown-field' && error.line !== undefined) strayLines.push(error.line)
  }
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: (event) => events.push(event),
    onError,
  })

  /** What follows the blank line that ends the event being skipped. */
  function afterSkipped(text: string): string {
    const joined = tail + text
    const end = /\r\n\r\n|\n\n|\r\r/.exec(joined)
    tail = end ? '' : joined.slice(-3)
    if (!end) return ''
    skipping = false
    return joined.slice(end.index + end[0].length)
  }

  function take(): EventBatch {
    const batch = { events, strayLines, skipped }
    events = []
    strayLines = []
    skipped = 0
    return batch
  }

  return {
    read(text: string): EventBatch {
      const readable = skipping ? afterSkipped(text) : text
      if (readable !== '') {
        // Without a line end the parser would wait for the rest, which never comes.
        if (/^\s*jwt is expired\s*$/i.test(readable)) strayLines.push(readable)
        parser.feed(readable)
        if (skipping) {
          skipped += 1
          parser.reset()
          tail = readable.slice(-3)
        }
      }
      return take()
    },
    finish(): EventBatch {
      if (!skipping) parser.reset({ consume: true })
      return take()
    },
  }
}
