import { z } from 'zod'

/**
 * Where a conversation stands.
 *
 * `starting → waiting (in a queue) / with-bot / with-agent → ended`; `unmanaged` while no platform manages
 * it, `stalled` while a command to its platform lies in dead letters.
 */
export const conversationStateSchema = z.enum([
  'starting',
  'waiting',
  'with-bot',
  'with-agent',
  'unmanaged',
  'stalled',
  'ended',
])

/** Why a conversation ended, from a closed list. An agent leaving is not an end. */
export const endReasonSchema = z.enum([
  'customer-ended',
  'agent-ended',
  'bot-ended',
  'moved',
  'customer-idle',
  'agent-idle',
  'no-agent',
  'platform-expired',
  'platform-error',
  'refused',
  'opted-out',
  'operator',
])

/**
 * Where a conversation stands. `waiting`: in a queue. `unmanaged`: no platform manages it. `stalled`: a command
 * to its platform lies in dead letters.
 */
export type ConversationState = z.infer<typeof conversationStateSchema>
/** Why a conversation ended, from a closed list. An agent leaving is not an end. */
export type EndReason = z.infer<typeof endReasonSchema>
