import { ConversationError, type PlatformEvent } from '@conversation-hub/core'
import { networkError } from '../http/network-error'
import { jsonOf } from '../http/parse-answer'
import { serverSentEvents } from '../http/server-sent-events'
import { doing } from './errors'
import { type AgentMessage, createReplyTranslator, frameSchema } from './events'

/** What the agent says, bit by bit. */
export async function* streamedReply(
  body: AsyncIterable<Uint8Array>,
  turnId: string,
  signal: AbortSignal,
): AsyncGenerator<PlatformEvent> {
  const turn = createReplyTranslator(turnId)
  let broken: ConversationError | undefined
  try {
    for await (const { events } of serverSentEvents(body)) {
      for (const { data } of events) {
        const frame = frameSchema.safeParse(jsonOf(data))
        for (const message of frame.data ?? []) yield* turn.translate(message)
      }
    }
    // A proxy that gives up ends the stream as properly as Salesforce does.
    if (!turn.isWhole) broken = endedTooEarly()
  } catch (thrown) {
    broken = networkError(thrown, { doing: doing.message, hasEffect: true, host: 'Salesforce', signal })
  }
  if (!broken) return
  // The agent has stopped writing. The message was taken, only its answer is lost.
  yield* turn.breakOff()
  throw broken
}

const endedTooEarly = () =>
  new ConversationError(
    'platform-reply-invalid',
    `${doing.message} was answered with half an answer: the stream ended before it.`,
    { outcome: 'unknown' },
  )

/** What the agent says, all at once. */
export function wholeReply(messages: ReadonlyArray<AgentMessage>, turnId: string): PlatformEvent[] {
  const { translate } = createReplyTranslator(turnId)
  return messages.flatMap(translate)
}
