import { maxHeaderSize } from 'node:http'
import { ConversationError, type ErrorCode } from '@conversation-hub/core'
import { problemOf } from './problem'

const WRONG = ['invalid-request', 'This is not HTTP/1.1, to which a Host header belongs.'] as const

const REFUSALS: Readonly<Record<number, readonly [code: ErrorCode, detail: string]>> = {
  408: ['invalid-request', 'The request has not come as a whole in time. Send it again.'],
  413: ['message-too-large', 'The chunks of the body have too many extensions. Send them without.'],
  417: ['invalid-request', 'Of all expectations, only "100-continue" is met here.'],
  431: ['invalid-request', `The head of the request is larger than ${maxHeaderSize} bytes.`],
}

/** What is refused before any call is looked for, with HTTP's own status: as head and body of the answer. */
export function refusalOf(status: number): {
  readonly headers: Record<string, string>
  readonly body: string
} {
  const [code, detail] = REFUSALS[status] ?? WRONG
  const body = JSON.stringify({ ...problemOf(new ConversationError(code, detail)), status })
  return {
    headers: {
      'Content-Type': 'application/problem+json',
      'Content-Length': String(Buffer.byteLength(body)),
    },
    body,
  }
}
