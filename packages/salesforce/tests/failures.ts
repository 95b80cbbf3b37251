import type { ConversationHandle, Failure, PlatformDouble } from '@conversation-hub/conformance'
import type { SalesforceSandbox, WrittenFault } from '@conversation-hub/sandboxes'

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

const repeating = { kind: 'answer', repeatsRequest: true } as const

/** A failure of the suite as a fault of the sandbox. */
export function faultFor(failure: Failure): WrittenFault {
  switch (failure) {
    case 'refuse':
      return {
        ...repeating,
        status: 400,
        body: { errorCode: 'BAD_REQUEST', message: 'The request is bad.' },
      }
    case 'unavailable':
      return { ...repeating, status: 503 }
    case 'rate-limited':
      return { ...repeating, status: 429, headers: { 'retry-after': '2' } }
    case 'html':
      return { kind: 'html', status: 200, repeatsRequest: true }
    case 'timeout-before':
      return { kind: 'hang', when: 'before' }
    case 'timeout-after':
      return { kind: 'hang', when: 'after' }
    case 'cut-after':
      return { kind: 'cut', when: 'after' }
  }
}

/** The tokens that the sandbox has been shown. */
export function tokensShownTo(sandbox: SalesforceSandbox): string[] {
  return sandbox
    .requests()
    .flatMap(({ headers }) => headers.authorization?.replace(/^(?:Bearer|OAuth|Basic) /, '') ?? [])
}

/** What the platform's people do that a suite has to ask for, once there is a person. */
export function shownBy(sandbox: SalesforceSandbox, idOf: (handle: ConversationHandle) => string) {
  const joined = (handle: ConversationHandle) => {
    sandbox.agent(idOf(handle), { action: 'join', name: 'Ada' })
    return idOf(handle)
  }
  return {
    async offersChoices(handle, text, titles) {
      sandbox.agent(joined(handle), { action: 'offer', text, titles: [...titles] })
    },
    async showsFile(handle) {
      sandbox.agent(joined(handle), { action: 'attach' })
      return 'receipt.txt'
    },
    sendsUnknown: async (handle) => sandbox.agent(idOf(handle), { action: 'send-unknown' }),
  } satisfies Partial<PlatformDouble>
}
