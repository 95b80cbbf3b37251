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

/** The conversation was moved before the platform heard of it, so there is nothing left to do. */
export class Superseded extends Error {}

export interface SessionCare {
  /**
   * Prepares a start, and keeps the session before the platform hears of the conversation. If there is nothing to
   * prepare, nothing is kept: the start itself is in the outbox.
   */
  prepare(record: ConversationRecord, head: OutboxRow, connector: Connector): Promise<PlatformSession>
  /**
   * Renews the session, one renewal at a time, and keeps the new one before anything uses it. Does nothing if the session
   * is no longer the `refused` one, because somebody else has renewed it meanwhile.
   */
  renew(refused?: PlatformSession): Promise<void>
  /** The same for the session that the end for a platform that was left brings along. */
  renewEarlier(end: OutboxRow): Promise<void>
  /** Forgets what a start was prepared with, because the platform no longer takes it. The next try prepares anew. */
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
        // Insist, because the platform may no longer take the old session.
        const number = await conversation.insist(() => conversation.write(keep), signal)
        if (number !== undefined) access.adopt(renewed, number)
      }),
    async renewEarlier(end) {
      const { seq, platform, session, attempts } = end
      if (session === undefined) return
      const connector = connectorNamed(context.platforms, platform)
      const renewed = access.seal(await renewSession(connector, access.open(session), signal))
      const kept = {
        seq,
        attempts,
        nextTryAt: undefined,
        deadAt: undefined,
        errorCode: EXPIRED,
        session: renewed,
      }
      const keep: Change<undefined> = (record) => ({
        ...(isWaiting(record, end) && { tried: [kept] }),
        value: undefined,
      })
      await conversation.insist(() => conversation.write(keep), signal)
    },
    forget: (start) =>
      conversation.write((record) => ({
        ...(isWaiting(record, start) && {
          // What the old session's stream still says must not count for the new one.
          row: { ...noSession, sessionNumber: record.row.sessionNumber + 1 },
        }),
        value: undefined,
      })),
  }
}

/** Why an access is renewed. */
const EXPIRED = 'platform-session-expired'

const noSession = { session: undefined, sessionKey: undefined, cursor: undefined }

/** Whether a command has still to be done: a move takes commands away. */
export function isWaiting({ outbox }: ConversationRecord, { seq }: OutboxRow): boolean {
  return outbox.some((one) => one.seq === seq)
}

const neverStarted = () =>
  new ConversationError('platform-session-gone', 'The conversation was never started at the platform.')
