import { ConversationError, type StartCommand } from '@conversation-hub/core'
import type { ResolvedWebChannelSettings } from '../settings'
import { openConversation } from './conversations'
import { checkVisitor, visit } from './visit'
import type { WebApi } from './web-api'
import type { Visitor, WebSession } from './web-session'

/**
 * Opens the conversation as the visitor that was prepared for it; as a new one where none was, or where Amelia has
 * forgotten that visitor while the start had to wait. She says 403 then (seen in one live client), and nothing more.
 */
export async function openAsVisitor(
  api: WebApi,
  settings: ResolvedWebChannelSettings,
  prepared: Visitor | undefined,
  command: StartCommand,
  signal: AbortSignal,
): Promise<WebSession> {
  const open = (visitor: Visitor) => openConversation(api, settings, visitor, command, signal)
  const anew = async () => open(await visit(api, settings, signal))
  if (!prepared) return anew()
  try {
    return await open(prepared)
  } catch (thrown) {
    if (wasRefused(thrown) && (await isForgotten(api, prepared, signal))) return anew()
    throw thrown
  }
}

const wasRefused = (thrown: unknown) =>
  thrown instanceof ConversationError && (thrown.platformStatus === 401 || thrown.platformStatus === 403)

async function isForgotten(api: WebApi, visitor: Visitor, signal: AbortSignal): Promise<boolean> {
  const codes = ['platform-session-gone', 'platform-session-expired']
  return checkVisitor(api, visitor, signal).then(
    () => false,
    (thrown) => thrown instanceof ConversationError && codes.includes(thrown.code),
  )
}
