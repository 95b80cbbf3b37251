import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'
import { withOutcome } from './with-outcome'

/** Holds the current session and renews it. Whoever renews it does so in its turn among the commands. */
export class SessionKeeper {
  current: PlatformSession
  readonly #connector: Connector
  readonly #closed: Stoppable

  constructor(connector: Connector, first: PlatformSession, closed: Stoppable) {
    this.current = first
    this.#connector = connector
    this.#closed = closed
  }

  isDue(): boolean {
    const renewAt = this.#connector.renewAt?.(this.current)
    return renewAt !== undefined && renewAt <= Date.now()
  }

  async renew(): Promise<void> {
    try {
      this.current = await withDeadline(
        async (context) => (await this.#connector.renew?.(this.current, context)) ?? this.current,
        { signal: this.#closed },
      )
    } catch (thrown) {
      // Whatever became of the renewal: it has said nothing in the customer's name.
      throw withOutcome(asConversationError(thrown, 'Renewing the session'), 'not-started')
    }
  }
}
