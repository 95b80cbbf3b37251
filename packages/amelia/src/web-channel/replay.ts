import type { PlatformEvent } from '@conversation-hub/core'
import type { AmeliaMessage } from '../message/message'
import { createTranslator } from '../translator'
import { type ConversationLink, LONGEST_REPLAY_MS, listenTo } from './conversation-link'
import { joinConversation } from './conversations'
import { inPlace } from './in-place'
import { type Discretion, replayConversation } from './inbound'
import { checkVisitor } from './visit'
import type { WebApi } from './web-api'
import type { WebSession } from './web-session'

/** A replay that says nothing for so long, in milliseconds, is over, whether or not Amelia says so. */
const SILENCE_MS = 3_000

export interface Replayed {
  readonly events: ReadonlyArray<PlatformEvent>
  /** How the customer's next words have to be treated. Absent: the conversation is over. */
  readonly discretion?: Discretion
}

/**
 * Everything that was said, read as a browser does after a reload: by joining with a second session and asking
 * for a replay, whose messages keep their ids. Nothing where the conversation is over.
 */
export async function readReplay(
  baseUrl: string,
  api: WebApi,
  session: WebSession,
  signal: AbortSignal,
): Promise<Replayed> {
  const visitor = await checkVisitor(api, session, signal)
  const joined = await joinConversation(api, visitor, signal)
  if (!joined) return { events: [] }
  const link = await listenTo(baseUrl, joined)
  const stop = () => link.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { events } = await takeReplay(link, signal)
    return { events, discretion: link.discretion }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

/**
 * Asks for a replay over a connection, and takes what comes until its end. What has come `behind` it is of now: whether its
 * numbers go on from those of the replay is not documented, so it is not put in order with it.
 */
export async function takeReplay(
  link: Pick<ConversationLink, 'publish' | 'take'>,
  signal: AbortSignal,
): Promise<{ events: PlatformEvent[]; behind: AmeliaMessage[] }> {
  const replayed: AmeliaMessage[] = []
  const behind: AmeliaMessage[] = []
  const until = performance.now() + LONGEST_REPLAY_MS
  await link.publish(replayConversation, signal)
  for (let batch = await link.take(SILENCE_MS); batch.length > 0; batch = await link.take(SILENCE_MS)) {
    const end = batch.findIndex(({ type }) => type === 'ReplayFinished')
    replayed.push(...(end < 0 ? batch : batch.slice(0, end)))
    if (end >= 0) behind.push(...batch.slice(end))
    if (end >= 0 || performance.now() >= until) break
  }
  return { events: inPlace(createTranslator('web-channel')(replayed).filter(isOfTheRecord)), behind }
}

/** Typing, partial texts and the like were of their moment. */
const isOfTheRecord = (event: PlatformEvent) => 'id' in event && event.type !== 'partial'
