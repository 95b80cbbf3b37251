import type { Failure } from '../subject'

/** What goes to the fake platform. */
export type WireRequest =
  | { readonly call: 'start'; readonly room: string; readonly words: string }
  | {
      readonly call: 'send'
      readonly room: string
      readonly token: string
      readonly id: string
      readonly text: string
    }
  | { readonly call: 'typing'; readonly room: string; readonly token: string; readonly typing: boolean }
  | { readonly call: 'read'; readonly room: string; readonly token: string; readonly messageId: string }
  | { readonly call: 'end' | 'entries' | 'renew'; readonly room: string; readonly token: string }

/** What comes back; the body is text, as it would be over a socket. */
export interface WireReply {
  readonly status: number
  readonly body: string
  readonly retryAfter?: string
}

/** Answers a request, unless it is told to fail. */
export async function throughTheWire(
  request: WireRequest,
  failure: Failure | undefined,
  answer: (request: WireRequest) => WireReply,
  signal: AbortSignal,
): Promise<WireReply> {
  const repeated = JSON.stringify(request)
  switch (failure) {
    case undefined:
      return answer(request)
    case 'refuse':
      return { status: 400, body: `bad request: ${repeated}` }
    case 'unavailable':
      return { status: 503, body: repeated }
    case 'rate-limited':
      return { status: 429, body: repeated, retryAfter: '2' }
    case 'html':
      return { status: 200, body: `<html>${repeated}</html>` }
    case 'cut-after':
      answer(request)
      throw new Error(`socket hang up: ${repeated}`)
    case 'timeout-after':
      answer(request)
      return aborted(signal)
    case 'timeout-before':
      return aborted(signal)
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
