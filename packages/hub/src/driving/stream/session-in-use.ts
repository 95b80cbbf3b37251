import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import type { ConversationRecord } from '../../conversations/record'
import type { PlatformAccess } from '../platform-access'

/** The platform session as a stream uses it. */
export interface SessionInUse {
  /** As it is now. Throws `platform-session-gone` where there is none. */
  current(): PlatformSession
  /** As it was asked for last: a command may have renewed it since, and that is not to be done twice. */
  last(): PlatformSession | undefined
}

export function sessionInUse(access: PlatformAccess, record: () => ConversationRecord): SessionInUse {
  let last: PlatformSession | undefined
  return {
    current() {
      last = access.session(record())
      if (last) return last
      throw new ConversationError('platform-session-gone', 'The conversation has no platform session.')
    },
    last: () => last,
  }
}
