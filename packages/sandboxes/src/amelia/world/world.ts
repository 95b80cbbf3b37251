import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Journal } from '../../journal/journal'
import type { Table } from '../../journal/table'
import { type Conversation, conversation } from './conversation'
import { type Session, session, type Token, token } from './session'
import { createTranscripts, type Transcripts } from './transcript'

/** All that the sandbox knows; it survives `kill -9` with the journal's file. */
export interface World {
  readonly conversations: Table<Conversation>
  readonly sessions: Table<Session>
  readonly transcripts: Transcripts
  readonly tokens: Table<Token>
  /** Signs OAuth tokens. */
  signingKey(): Uint8Array
  /** Voids every token, as a restart with a new key does. */
  voidTokens(): void
  atomically<Result>(work: () => Result): Result
}

export function openWorld(journal: Journal): World {
  const tokens = journal.table('tokens', token)
  const keys = journal.table('keys', z.string())
  const renewKey = () => keys.set('oauth', randomBytes(32).toString('hex'))
  if (keys.get('oauth') === undefined) renewKey()
  return {
    conversations: journal.table('conversations', conversation),
    sessions: journal.table('sessions', session),
    transcripts: createTranscripts(journal),
    tokens,
    signingKey: () => new TextEncoder().encode(keys.get('oauth') ?? ''),
    voidTokens() {
      renewKey()
      for (const row of [...tokens.values()]) tokens.delete(row.token)
    },
    atomically: journal.atomically,
  }
}

export function sessionsOf(world: World, { sessionIds }: Conversation): Session[] {
  return sessionIds.flatMap((sessionId) => world.sessions.get(sessionId) ?? [])
}
