import type { PlatformEvent } from '@conversation-hub/core'
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
  const { translate } = createReplyTranslator(turnId)
  try {
    for await (const { events } of serverSentEvents(body)) {
      for (const { data } of events) {
        const frame = frameSchema.safeParse(jsonOf(data))
        if (frame.success) yield* translate(frame.data.message)
      }
    }
  } catch (thrown) {
    // The message was taken; only its answer is lost.
    throw networkError(thrown, { doing: doing.message, hasEffect: true, host: 'Salesforce', signal })
  }
}

/** What the agent says, all at once. */
export function wholeReply(messages: ReadonlyArray<AgentMessage>, turnId: string): PlatformEvent[] {
  const { translate } = createReplyTranslator(turnId)
  return messages.flatMap(translate)
}
