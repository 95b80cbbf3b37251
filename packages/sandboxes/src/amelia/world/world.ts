import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Journal } from '../../journal/journal'
import type { Table } from '../../journal/table'
import { type Conversation, conversation } from './conversation'
import {
  type Session,
  session,
  type Token,
  token,
  type Upload,
  upload,
  type Visitor,
  visitor,
} from './session'
import { createTranscripts, type Transcripts } from './transcript'

/** All that the sandbox knows; it survives `kill -9` with the journal's file. */
export interface World {
  readonly conversations: Table<Conversation>
  readonly sessions: Table<Session>
  readonly transcripts: Transcripts
  readonly tokens: Table<Token>
  readonly visitors: Table<Visitor>
  readonly uploads: Table<Upload>
  /** Signs OAuth tokens. */
  signingKey(): Uint8Array
  /** Voids every token, as a restart with a new key does. */
  voidTokens(): void
  /** Forgets every cookie. */
  forgetVisitors(): void
  atomically<Result>(work: () => Result): Result
}

export function openWorld(journal: Journal): World {
  const tokens = journal.table('tokens', token)
  const visitors = journal.table('visitors', visitor)
  const keys = journal.table('keys', z.string())
  const renewKey = () => keys.set('oauth', randomBytes(32).toString('hex'))
  if (keys.get('oauth') === undefined) renewKey()
  return {
    conversations: journal.table('conversations', conversation),
    sessions: journal.table('sessions', session),
    transcripts: createTranscripts(journal),
    tokens,
    visitors,
    uploads: journal.table('uploads', upload),
    signingKey: () => new TextEncoder().encode(keys.get('oauth') ?? ''),
    voidTokens() {
      renewKey()
      for (const row of [...tokens.values()]) tokens.delete(row.token)
    },
    forgetVisitors() {
      for (const row of [...visitors.values()]) visitors.delete(row.cookie)
    },
    atomically: journal.atomically,
  }
}

export function sessionsOf(world: World, { sessionIds }: Conversation): Session[] {
  return sessionIds.flatMap((sessionId) => world.sessions.get(sessionId) ?? [])
}
