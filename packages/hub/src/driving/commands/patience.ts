import { CALL_DEADLINE_MS } from '@conversation-hub/core'
import type { ConversationRow, OutboxRow } from '../../conversations/conversation-row'
import type { DriveContext } from '../drive-context'
import { triedUntil } from './outcome-changes'

/** Timers may fire a little early. Without this margin, the command would then be tried once more. */
const MOMENT_MS = 100

/**
 * How long to wait for a command, in milliseconds: as long as its platform may take, but for a start that has a
 * fallback no longer than the start is tried.
 */
export function patienceMs(
  row: ConversationRow,
  head: OutboxRow,
  { now, takeOver }: Pick<DriveContext, 'now' | 'takeOver'>,
): number {
  const fallback = head.command.type === 'start' ? takeOver(row, 'fallback') : undefined
  if (!fallback) return Number.POSITIVE_INFINITY
  const left = triedUntil(head, fallback).getTime() - now().getTime()
  return Math.max(left + MOMENT_MS, CALL_DEADLINE_MS)
}
