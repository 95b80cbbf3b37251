import type { PlatformEvent, Stoppable } from '@conversation-hub/core'
import type { ConversationRecord } from '../conversations/record'
import type { Change } from '../journal/journal'
import type { Urgency } from '../journal/waiting-entries'
import type { DriveContext } from './drive-context'
import { keepPlatformEvents } from './events/keep-platform-events'
import { tellPassing } from './events/tell-passing'
import { forSure } from './for-sure'
import { LeaseLost } from './lease-lost'

/** One conversation, for the instance that owns it. Every method throws `LeaseLost` once it has another owner. */
export interface OwnedConversation {
  readonly id: string
  get(): Promise<ConversationRecord>
  write<Value>(change: Change<Value>, urgency?: Urgency): Promise<Value>
  /** Repeats a write until it succeeds. If something other than an outage prevents it, that is logged. */
  insist<Result>(writing: () => Promise<Result>, signal: Stoppable): Promise<Result>
  /**
   * Keeps what the platform told, within one platform session (default: the current one). A cursor alone is written
   * without hurry: with an older one, the platform only repeats what is known.
   */
  keep(
    events: ReadonlyArray<PlatformEvent>,
    cursor: string | undefined,
    sessionNumber?: number,
  ): Promise<void>
  /**
   * Keeps what the platform will never tell again, however often that has to be tried. Even if the conversation has
   * another owner by now: late is better than lost, and a replay is recognised. Only the cursor is then left to the
   * other. Returns whether this instance still owns the conversation.
   */
  keepOnlyCopy(
    events: ReadonlyArray<PlatformEvent>,
    place: { readonly cursor: string | undefined; readonly sessionNumber: number },
    signal: Stoppable,
  ): Promise<boolean>
}

export function ownedConversation(id: string, fence: number, context: DriveContext): OwnedConversation {
  const { journal, instanceId, log, takeOver, addressOfFile } = context

  function refuseOthers({ row }: ConversationRecord): void {
    if (row.fence !== fence || row.owner !== instanceId) throw new LeaseLost()
  }

  function write<Value>(change: Change<Value>, urgency?: Urgency): Promise<Value> {
    const owned: Change<Value> = (record) => {
      refuseOthers(record)
      return change(record)
    }
    return journal.change(id, owned, urgency)
  }

  const insist: OwnedConversation['insist'] = (writing, signal) =>
    forSure(writing, signal, ({ code, message: detail }) =>
      log({ level: 'error', event: 'write-failed', conversationId: id, code, detail }),
    )

  async function keep(
    events: ReadonlyArray<PlatformEvent>,
    { cursor, sessionNumber }: { cursor: string | undefined; sessionNumber: number | undefined },
    writeBy: typeof write,
  ): Promise<void> {
    context.failpoint('event-read-before-insert')
    const kept = await writeBy(
      (record) => {
        const number = sessionNumber ?? record.row.sessionNumber
        const circumstances = { sessionNumber: number, cursor, takeOver, addressOfFile }
        const kept = keepPlatformEvents(record, events, circumstances)
        return { value: kept, ...kept }
      },
      events.length === 0 ? 'patient' : 'hurried',
    )
    tellPassing(context, id, kept)
  }

  return {
    id,
    async get() {
      const record = await journal.get(id)
      refuseOthers(record)
      return record
    },
    write,
    insist,
    keep: (events, cursor, sessionNumber) => keep(events, { cursor, sessionNumber }, write),
    async keepOnlyCopy(events, place, signal) {
      try {
        await insist(() => keep(events, place, write), signal)
        return true
      } catch (thrown) {
        if (!(thrown instanceof LeaseLost)) throw thrown
        const late = { ...place, cursor: undefined }
        await insist(
          () => keep(events, late, (change, urgency) => journal.change(id, change, urgency)),
          signal,
        )
        return false
      }
    },
  }
}
