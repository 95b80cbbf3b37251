import type { ConversationRow } from '../../conversations/conversation-row'
import type { CommandToKeep } from '../../journal/changes'
import { hubOf } from '../../settings/hub-of'
import type { ResolvedSettings } from '../../settings/settings'

/** The command by which another platform takes over a conversation, if its hub's settings name one. */
export function takeOverCommand(
  settings: ResolvedSettings,
  row: ConversationRow,
  why: 'fallback' | 'escalated',
): CommandToKeep | undefined {
  const hub = hubOf(settings, row)
  const to = why === 'fallback' ? hub?.fallback : hub?.escalateTo
  if (to === undefined || to === row.managedBy) return undefined
  const words = hub?.words?.[why]
  const command = { type: 'move' as const, commandId: crypto.randomUUID(), to }
  return { platform: to, command: { ...command, ...(words !== undefined && { words }) } }
}
