import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'

/** Holds the session as it is now, and renews it, once however many ask at the same time. */
export function createSessionKeeper(connector: Connector, first: PlatformSession, signal: AbortSignal) {
  let current = first
  let renewing: Promise<void> | undefined

  async function renewNow(): Promise<void> {
    try {
      current = await withDeadline(
        async (context) => (await connector.renew?.(current, context)) ?? current,
        { signal },
      )
    } catch (thrown) {
      throw asConversationError(thrown, 'Renewing the session')
    } finally {
      renewing = undefined
    }
  }

  function renew(): Promise<void> {
    renewing ??= renewNow()
    return renewing
  }

  return {
    get current() {
      return current
    },
    take(session: PlatformSession): void {
      current = session
    },
    renew,
    async renewWhenDue(): Promise<void> {
      const renewAt = connector.renewAt?.(current)
      if (renewAt !== undefined && renewAt <= Date.now()) await renew()
    },
  }
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>
