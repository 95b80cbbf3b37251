import type { Failure } from '@conversation-hub/conformance'
import type { WrittenFault } from '@conversation-hub/sandboxes'

/** The failures of the connector suite that the sandbox can make: all of them. */
export const failures: readonly Failure[] = [
  'refuse',
  'unavailable',
  'rate-limited',
  'html',
  'timeout-before',
  'timeout-after',
  'cut-after',
]

/** A failure of the suite as a fault of the sandbox. */
export function faultFor(failure: Failure): WrittenFault {
  switch (failure) {
    case 'refuse':
      return {
        kind: 'answer',
        status: 400,
        body: { errorCode: 'BAD_REQUEST', message: 'The request is bad.' },
      }
    case 'unavailable':
      return { kind: 'answer', status: 503 }
    case 'rate-limited':
      return { kind: 'answer', status: 429, headers: { 'retry-after': '2' } }
    case 'html':
      return { kind: 'html', status: 200 }
    case 'timeout-before':
      return { kind: 'hang', when: 'before' }
    case 'timeout-after':
      return { kind: 'hang', when: 'after' }
    case 'cut-after':
      return { kind: 'cut', when: 'after' }
  }
}
