import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'

/** Holds the session as it is now, and renews it, once however many ask at the same time. */
export function createSessionKeeper(connector: Connector, first: PlatformSession, closed: Stoppable) {
  let renewing: Promise<void> | undefined

  async function renewNow(): Promise<void> {
    try {
      keeper.current = await withDeadline(
        async (context) => (await connector.renew?.(keeper.current, context)) ?? keeper.current,
        { signal: closed },
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

  const keeper = {
    current: first,
    take(session: PlatformSession): void {
      keeper.current = session
    },
    renew,
    isDue(): boolean {
      const renewAt = connector.renewAt?.(keeper.current)
      return renewAt !== undefined && renewAt <= Date.now()
    },
  }
  return keeper
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>
