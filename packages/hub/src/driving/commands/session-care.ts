import {
  type Connector,
  ConversationError,
  type PlatformSession,
  type Stoppable,
  withDeadline,
} from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import type { Change } from '../../journal/journal'
import type { DriveContext } from '../drive-context'
import type { OwnedConversation } from '../owned-conversation'
import { connectorNamed, type PlatformAccess, renewSession } from '../platform-access'

/** The conversation was moved on before the platform heard of it: there is nothing to do any more. */
export class Superseded extends Error {}

export interface SessionCare {
  /**
   * What a start needs beforehand, kept before the platform hears of the conversation. Where that is nothing,
   * nothing is kept: the start itself is in the outbox.
   */
  prepare(record: ConversationRecord, head: OutboxRow, connector: Connector): Promise<PlatformSession>
  /**
   * Renews the session, one renewal at a time, and keeps the new one before anything uses it. Nothing is done
   * when the session is not the `refused` one any more: somebody else has renewed it meanwhile.
   */
  renew(refused?: PlatformSession): Promise<void>
  /** The platform does not take what a start was prepared with any more: the next try of the start prepares anew. */
  forget(start: OutboxRow): Promise<void>
}

interface Options {
  readonly context: DriveContext
  readonly conversation: OwnedConversation
  readonly access: PlatformAccess
  readonly signal: Stoppable
}

export function sessionCare({ context, conversation, access, signal }: Options): SessionCare {
  return {
    async prepare({ row }, head, connector) {
      const { command } = head
      if (command.type !== 'start') throw neverStarted()
      const call = connector.prepare?.bind(connector, command)
      if (!call) {
        const nothing = {}
        access.adopt(nothing, row.sessionNumber)
        return nothing
      }
      const session = await withDeadline((callContext) => call(callContext), { signal })
      const number = await conversation.write((record) => {
        if (!isWaiting(record, head)) throw new Superseded()
        return { row: access.patch(session, connector), value: record.row.sessionNumber }
      })
      access.adopt(session, number)
      return session
    },
    renew: (refused) =>
      access.exclusive(async () => {
        const record = await conversation.get()
        const session = access.session(record)
        if (!session || (refused && session !== refused)) return
        const connector = connectorNamed(context.platforms, record.row.managedBy ?? '')
        context.failpoint('during-renewal')
        const renewed = await renewSession(connector, session, signal)
        const keep: Change<number | undefined> = ({ row }) =>
          row.sessionNumber === record.row.sessionNumber
            ? { row: access.patch(renewed, connector), value: row.sessionNumber }
            : { value: undefined }
        // The platform may not take the old one any more.
        const number = await conversation.insist(() => conversation.write(keep), signal)
        if (number !== undefined) access.adopt(renewed, number)
      }),
    forget: (start) =>
      conversation.write((record) => ({
        ...(isWaiting(record, start) && {
          // What the old one's stream still says is another session's.
          row: { ...noSession, sessionNumber: record.row.sessionNumber + 1 },
        }),
        value: undefined,
      })),
  }
}

const noSession = { session: undefined, sessionKey: undefined, cursor: undefined }

/** Whether a command is still to be done: a move takes commands away. */
export function isWaiting({ outbox }: ConversationRecord, { seq }: OutboxRow): boolean {
  return outbox.some((one) => one.seq === seq)
}

const neverStarted = () =>
  new ConversationError('platform-session-gone', 'The conversation was never started at the platform.')
