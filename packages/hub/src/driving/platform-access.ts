import {
  type Connector,
  ConversationError,
  type PlatformSession,
  type Stoppable,
  withDeadline,
} from '@conversation-hub/core'
import type { ConversationRecord } from '../conversations/record'
import type { RowPatch } from '../journal/changes'
import type { DriveContext } from './drive-context'

/** The decrypted platform session of one conversation, for as long as it is driven here. */
export interface PlatformAccess {
  /** The session at the current platform. `undefined` before the start was prepared. */
  session(record: ConversationRecord): PlatformSession | undefined
  /** The change to the row that keeps a new session. */
  patch(session: PlatformSession, connector: Connector): RowPatch
  /** The key of this session's events, if they arrive together with those of other conversations. */
  keyOf(session: PlatformSession, connector: Connector): string | undefined
  /** Decrypts a session that was kept with a command. */
  open(sealed: string): PlatformSession
  seal(session: PlatformSession): string
  /** Uses from now on a session that has just been kept. */
  adopt(session: PlatformSession, sessionNumber: number): void
  /** Runs work that may change the session, one piece at a time. */
  exclusive<Result>(work: () => Promise<Result>): Promise<Result>
}

export function createPlatformAccess(conversationId: string, { cipher }: DriveContext): PlatformAccess {
  let held: { readonly session: PlatformSession; readonly number: number } | undefined
  let last: Promise<unknown> = Promise.resolve()

  const open = (sealed: string): PlatformSession => JSON.parse(cipher.open(sealed, conversationId))
  const seal = (session: PlatformSession) => cipher.seal(JSON.stringify(session), conversationId)

  const keyOf = (session: PlatformSession, { arrival }: Connector) =>
    arrival.kind === 'account-stream' || arrival.kind === 'webhook' ? arrival.keyOf(session) : undefined

  return {
    session({ row }) {
      if (held?.number === row.sessionNumber) return held.session
      if (row.session === undefined) return undefined
      held = { session: open(row.session), number: row.sessionNumber }
      return held.session
    },
    keyOf,
    patch(session, connector) {
      const key = keyOf(session, connector)
      return { session: seal(session), ...(key !== undefined && { sessionKey: key }) }
    },
    open,
    seal,
    adopt(session, number) {
      held = { session, number }
    },
    exclusive(work) {
      const result = last.then(work, work)
      last = result.catch(() => {})
      return result
    },
  }
}

/** The connector of a platform. Throws `platform-unknown` if the settings no longer have it. */
export function connectorNamed(platforms: ReadonlyMap<string, Connector>, name: string): Connector {
  const connector = platforms.get(name)
  if (connector) return connector
  throw new ConversationError(
    'platform-unknown',
    `The conversation is managed by "${name}", which is not among the configured platforms. Configure it again, or move the conversation.`,
  )
}

/** Renews a session at the platform. Throws what the platform answered. */
export async function renewSession(
  connector: Connector,
  session: PlatformSession,
  signal: Stoppable,
): Promise<PlatformSession> {
  const renew = connector.renew?.bind(connector, session)
  if (!renew) {
    throw new ConversationError(
      'platform-session-gone',
      `The access of a conversation at ${connector.platform} ran out, and this platform has no way to renew it.`,
    )
  }
  return await withDeadline((context) => renew(context), { signal })
}
