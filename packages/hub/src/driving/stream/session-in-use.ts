import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import type { ConversationRecord } from '../../conversations/record'
import type { PlatformAccess } from '../platform-access'

/** The platform session as a stream uses it. */
export interface SessionInUse {
  /** The session as it is now. Throws `platform-session-gone` if there is none. */
  current(): PlatformSession
  /** The session that `current` returned last. A command may have renewed it since, which must not be done twice. */
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
