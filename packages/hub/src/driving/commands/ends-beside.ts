import { pause } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import { DATABASE_PAUSE_MS } from '../../database/database-pause'
import { type CommandRunner, createCommandRunner, type RunnerOptions } from './command-runner'

/**
 * Tells platforms that the conversation has left of the end, each by itself: one that hangs holds up neither the others
 * nor the customer.
 */
export interface EndsBeside {
  isUnderWay(end: OutboxRow): boolean
  run(end: OutboxRow, attempt: (runner: CommandRunner) => Promise<void>): void
  /** Resolves when none is under way. */
  settled(): Promise<void>
}

/** What it takes to try the commands of one conversation. */
export interface TryingOptions {
  readonly runner: RunnerOptions
  /** Called when a command beside the others was interrupted. Returns whether it is worth going on. */
  readonly onInterrupted: (thrown: unknown) => boolean
  /** Called when a command beside the others has been tried, since what is to be done now may have changed. */
  readonly onDone: () => void
}

export function endsBeside({ runner: options, onInterrupted, onDone }: TryingOptions): EndsBeside {
  // Each end carries the session that it is for and changes no other, so they need not run one at a time.
  const access = { ...options.access, exclusive: <Result>(work: () => Promise<Result>) => work() }
  const runner = createCommandRunner({ ...options, access })
  const underWay = new Map<number, Promise<void>>()

  async function carryOut({ seq }: OutboxRow, attempt: (by: CommandRunner) => Promise<void>): Promise<void> {
    try {
      await attempt(runner)
    } catch (thrown) {
      if (onInterrupted(thrown)) await pause(DATABASE_PAUSE_MS, options.signal)
    }
    underWay.delete(seq)
    onDone()
  }

  return {
    isUnderWay: ({ seq }) => underWay.has(seq),
    run(end, attempt) {
      underWay.set(end.seq, carryOut(end, attempt))
    },
    async settled() {
      await Promise.all(underWay.values())
    },
  }
}
