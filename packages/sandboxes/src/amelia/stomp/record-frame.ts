import type { Recorder } from '../../recorder/recorder'
import type { Frame } from './frame'

/** A frame shows among the received requests as `STOMP SEND` with its destination for a path. */
export function recordFrame(recorder: Recorder, { command, headers, body }: Frame): void {
  recorder.record({
    at: new Date().toISOString(),
    method: `STOMP ${command}`,
    path: headers.destination ?? '',
    query: {},
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ...(body === '' ? {} : { body: jsonOrText(body) }),
  })
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
