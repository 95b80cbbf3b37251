import { randomUUID } from 'node:crypto'
import { ameliaMessage } from '../message/say'
import type { AmeliaParts } from '../parts'
import type { Session } from '../world/session'
import { stamp } from './stamp'

/**
 * Tells a session that joined all that was said before, with the messages' own ids and times, and lets it
 * hear what follows.
 */
export function replay({ world, stage, switches }: AmeliaParts, session: Session): void {
  let live: Session = { ...session, joined: 'live' }
  for (const { draft, messageId, at } of world.transcripts.of(session.conversationId)) {
    live = stamp(live, draft, messageId, at, switches())
  }
  const finished = ameliaMessage('OutboundReplayFinishedMessage', null, { inputEnabled: true })
  world.sessions.set(session.sessionId, stamp(live, finished, randomUUID(), Date.now(), switches()))
  stage.signals.emit(session.sessionId)
}
