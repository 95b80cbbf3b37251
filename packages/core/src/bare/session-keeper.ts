import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'
import { withOutcome } from './with-outcome'

/** Holds the current session and renews it, only once however many ask for it at the same time. */
export class SessionKeeper {
  current: PlatformSession
  readonly #connector: Connector
  readonly #closed: Stoppable
  #renewing: Promise<void> | undefined = undefined

  constructor(connector: Connector, first: PlatformSession, closed: Stoppable) {
    this.current = first
    this.#connector = connector
    this.#closed = closed
  }

  isDue(): boolean {
    const renewAt = this.#connector.renewAt?.(this.current)
    return renewAt !== undefined && renewAt <= Date.now()
  }

  renew(): Promise<void> {
    this.#renewing ??= this.#renewNow()
    return this.#renewing
  }

  async #renewNow(): Promise<void> {
    try {
      this.current = await withDeadline(
        async (context) => (await this.#connector.renew?.(this.current, context)) ?? this.current,
        { signal: this.#closed },
      )
    } catch (thrown) {
      // Whatever became of the renewal: it has said nothing in the customer's name.
      throw withOutcome(asConversationError(thrown, 'Renewing the session'), 'not-started')
    } finally {
      this.#renewing = undefined
    }
  }
}
