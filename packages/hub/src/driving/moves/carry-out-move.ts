import type { OutboxRow } from '../../conversations/conversation-row'
import { conversationErrorOf } from '../../database/database-error'
import { isWaiting, Superseded } from '../commands/session-care'
import { LeaseLost } from '../lease-lost'
import type { OwnedConversation } from '../owned-conversation'
import { type TakeOverContext, takeOver } from './take-over'

/** Carries out the hub's own order that another platform take over. An order that cannot be carried out is dropped. */
export async function carryOutMove(
  context: Omit<TakeOverContext, 'journal'>,
  conversation: OwnedConversation,
  { state, order }: { readonly state: string; readonly order: OutboxRow },
): Promise<void> {
  const { id: conversationId } = conversation
  const { seq, command } = order
  const journal: TakeOverContext['journal'] = {
    get: () => conversation.get(),
    change: (_id, change) =>
      conversation.write((record) => {
        // The app, or another instance, has moved it meanwhile. The last move counts.
        if (!isWaiting(record, order)) throw new Superseded()
        return change(record)
      }),
  }
  const drop = () => conversation.write(() => ({ done: [seq], value: undefined }))
  if (state === 'ended' || command.type !== 'move') return await drop()
  try {
    await takeOver({ ...context, journal }, conversationId, { platform: command.to, words: command.words })
  } catch (thrown) {
    if (thrown instanceof Superseded) return
    if (thrown instanceof LeaseLost) throw thrown
    const { code, remedy, message: detail } = conversationErrorOf(thrown, 'Moving a conversation')
    if (remedy !== 'never') throw thrown
    if (code !== 'conversation-ended')
      context.log({ level: 'error', event: 'move-failed', conversationId, code, detail })
    await drop()
  }
}
