import {
  conversationStateSchema,
  endReasonSchema,
  errorCodes,
  type NewEvent,
  type SpokenLine,
  spokenLineSchema,
} from '@conversation-hub/core'
import { z } from 'zod'
import type { Row } from '../database/database'
import type { ConversationRow, OutboxRow, StoredCommand } from './conversation-row'
import { readWritten } from './unreadable'

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined)
const moment = z
  .date()
  .nullable()
  .transform((value) => value ?? undefined)
const channelSchema = z.enum(['web-chat', 'sms'])

/**
 * The columns that `readConversationRow` reads, by name: the plan of a prepared `SELECT *` breaks when an instance with a
 * newer version adds a column.
 */
export const CONVERSATION_COLUMNS = `id, resource_id, channel, destination, customer_identifier, language, attributes,
  prior_transcript, state, state_before_stalled, managed_by, end_reason, next_seq, next_command_seq, pending_commands,
  version, owner, fence, session_number, session, session_key, session_started, cursor, created_at, ended_at`

/**
 * Reads a row of `conversations`. This runs very often and reads what we wrote ourselves, so only columns with a closed
 * list of values are checked. Throws `UnreadableConversation`.
 */
export function readConversationRow(row: Row): ConversationRow {
  return readWritten(String(row.id), () => conversationIn(row))
}

function conversationIn(row: Row): ConversationRow {
  return {
    id: string(row.id),
    resourceId: string(row.resource_id),
    channel: channelSchema.parse(row.channel),
    destination: string(row.destination),
    customerIdentifier: text.parse(row.customer_identifier),
    language: text.parse(row.language),
    attributes: z.record(z.string(), z.string()).parse(JSON.parse(string(row.attributes))),
    priorTranscript: readTranscript(row.prior_transcript),
    state: conversationStateSchema.parse(row.state),
    stateBeforeStalled: conversationStateSchema.optional().parse(text.parse(row.state_before_stalled)),
    managedBy: text.parse(row.managed_by),
    endReason: endReasonSchema.optional().parse(text.parse(row.end_reason)),
    nextSeq: Number(row.next_seq),
    nextCommandSeq: Number(row.next_command_seq),
    pendingCommands: Number(row.pending_commands),
    version: Number(row.version),
    owner: text.parse(row.owner),
    fence: Number(row.fence),
    sessionNumber: Number(row.session_number),
    session: text.parse(row.session),
    sessionKey: text.parse(row.session_key),
    sessionStarted: row.session_started === true,
    cursor: text.parse(row.cursor),
    createdAt: z.date().parse(row.created_at),
    endedAt: moment.parse(row.ended_at),
  }
}

export function readOutboxRow(row: Row): OutboxRow {
  return {
    seq: Number(row.seq),
    platform: string(row.platform),
    command: readCommand(string(row.command)),
    session: text.parse(row.session),
    attempts: Number(row.attempts),
    createdAt: z.date().parse(row.created_at),
    nextTryAt: moment.parse(row.next_try_at),
    deadAt: moment.parse(row.dead_at),
    // One that was never tried, and only waits for its platform, has a time for that.
    isInDoubt:
      Number(row.attempts) === 0 && row.next_try_at === null && leavesDoubt(text.parse(row.error_code)),
  }
}

/**
 * Whether a command that was given up with this code may have taken effect after all, because it was not plainly
 * refused.
 */
function leavesDoubt(code: string | undefined): boolean {
  return code !== undefined && (code === 'internal' || remedies.get(code) !== 'never')
}

const remedies = new Map(Object.entries(errorCodes).map(([code, { remedy }]) => [code, remedy]))

function readTranscript(column: unknown): ReadonlyArray<SpokenLine> {
  return column === null ? [] : z.array(spokenLineSchema).parse(JSON.parse(string(column)))
}

/** JSON that we wrote ourselves: `keepableJson` of a `StoredCommand`. */
const readCommand = (json: string): StoredCommand => JSON.parse(json)
/** JSON that we wrote ourselves: `keepableJson` of a `NewEvent`. */
export const readEvent = (json: string): NewEvent => JSON.parse(json)

const string = (value: unknown): string => z.string().parse(value)
