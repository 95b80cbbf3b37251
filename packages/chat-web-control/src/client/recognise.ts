import { type OutboxEntry, type Progress, textOfOutgoing } from './outgoing'
import type { MessageSaid } from './wire'

/**
 * Which message on its way a customer's message from the stream is.
 *
 * Sure where the hub's answer with the `messageId` came first. Where the answer is late or lost, it is the oldest
 * one tried whose text it has: messages are sent one at a time. Wrong only until the answer to the repeat comes,
 * and meanwhile nobody sees their message twice. Last come those whose answer is not awaited any more.
 */
export function recognise(
  message: MessageSaid,
  outbox: readonly OutboxEntry[],
  recognised: ReadonlyMap<string, string>,
): OutboxEntry | undefined {
  if (message.author.role !== 'customer') return undefined
  const sure = outbox.find(
    ({ progress }) => progress.step === 'accepted' && progress.messageId === message.messageId,
  )
  const taken = new Set(recognised.values())
  const oldest = (isMeant: (progress: Progress) => boolean) =>
    outbox.find(
      (entry) =>
        isMeant(entry.progress) &&
        !taken.has(entry.clientMessageId) &&
        (message.seq ?? 0) > entry.afterSeq &&
        couldBe(entry, message),
    )
  return sure ?? oldest(({ step }) => step === 'tried') ?? oldest(isUnheard)
}

function isUnheard(progress: Progress): boolean {
  return progress.step === 'refused' && progress.isUnheard === true
}

function couldBe({ content }: OutboxEntry, { parts }: MessageSaid): boolean {
  switch (content.kind) {
    case 'text':
    case 'choice': {
      const text = textOfOutgoing(content)
      return parts.some((part) => part.type === 'text' && part.text === text)
    }
    case 'form':
      return parts.every((part) => part.type !== 'attachment')
    case 'file':
      return parts.some((part) => part.type === 'attachment' && part.name === content.file.name)
  }
}
