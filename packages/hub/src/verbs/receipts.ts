import { ConversationError } from '@conversation-hub/core'
import { type ConversationRow, isErased } from '../conversations/conversation-row'
import { platformEventKey } from '../conversations/platform-event-key'
import { receiptKey } from '../conversations/receipt-key'
import type { Database } from '../database/database'
import type { Changes, CommandToKeep } from '../journal/changes'
import type { HubContext } from './hub-context'

type Context = Pick<HubContext, 'database' | 'journal' | 'settings'>

/** What became of a message to the customer. */
type Receipt = { readonly messageId: string } & (
  | { readonly status: 'delivered' | 'read' }
  | { readonly status: 'failed'; readonly code: string }
)

/**
 * The customer has received or read a message. Told once per message and status, and to the platform if it takes
 * receipts.
 */
export async function addReceipt(
  context: Context,
  conversationId: string,
  receipt: { messageId: string; status: 'delivered' | 'read' },
): Promise<void> {
  const message = await find(context.database, conversationId, receipt.messageId)
  if (message === undefined) {
    throw new ConversationError('invalid-request', 'The conversation has no message with this messageId.', {
      problems: [{ at: 'messageId', problem: 'is not a message of this conversation' }],
    })
  }
  // A customer need not confirm their own messages.
  if (message.role !== 'customer') await keepReceipt(context, conversationId, receipt, message)
}

/** A message could not be delivered to the customer. Told once, and to the platform if it wants to hear of that. */
export async function addFailure(
  context: Context,
  conversationId: string,
  { messageId, code }: { messageId: string; code: string },
): Promise<void> {
  const message = await find(context.database, conversationId, messageId)
  await keepReceipt(context, conversationId, { messageId, status: 'failed', code }, message)
}

async function keepReceipt(
  { journal, settings }: Context,
  conversationId: string,
  receipt: Receipt,
  message: Message | undefined,
): Promise<void> {
  const dedupeKey = receiptKey(receipt.messageId, receipt.status)
  await journal.change(conversationId, ({ row, seen }): Changes & { value: undefined } => {
    // Nothing more is written about a customer who was erased, perhaps just now.
    if (seen.has(dedupeKey) || isErased(row)) return { value: undefined }
    const commands = isOfPlatform(message, receipt.messageId, row) ? commandFor(receipt, row, settings) : []
    return { events: [{ event: { type: 'receipt', ...receipt }, dedupeKey }], commands, value: undefined }
  })
}

function commandFor(
  receipt: Receipt,
  { managedBy: platform, state }: ConversationRow,
  { platforms }: Context['settings'],
): CommandToKeep[] {
  const wanted = platform === undefined ? undefined : platforms.get(platform)?.capabilities.receipts
  const takes = receipt.status === 'failed' ? wanted?.failuresToPlatform : wanted?.toPlatform
  if (platform === undefined || !takes || state === 'ended') return []
  return [{ platform, command: { type: 'receipt', commandId: crypto.randomUUID(), ...receipt } }]
}

interface Message {
  readonly role: string
  readonly dedupeKey: string
}

/** Whether the platform that manages the conversation now sent the message. It knows no other. */
const isOfPlatform = (message: Message | undefined, messageId: string, { sessionNumber }: ConversationRow) =>
  (message?.role === 'bot' || message?.role === 'agent') &&
  message.dedupeKey === platformEventKey('message', messageId, sessionNumber)

async function find(
  database: Database,
  conversationId: string,
  messageId: string,
): Promise<Message | undefined> {
  const [message] = await database.query(
    `SELECT body #>> '{author,role}' AS role, dedupe_key FROM events
     WHERE conversation_id = $1::uuid AND type = 'message' AND body ->> 'messageId' = $2`,
    [conversationId, messageId],
  )
  return message && { role: String(message.role), dedupeKey: String(message.dedupe_key) }
}
