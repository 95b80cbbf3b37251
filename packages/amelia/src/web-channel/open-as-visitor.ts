import { ConversationError } from '@conversation-hub/core'
import { asNotStarted } from '../errors'
import { checkVisitor, type Visit } from './visit'
import type { WebApi } from './web-api'
import type { Visitor, WebSession } from './web-session'

/**
 * Opens the conversation as the visitor that was prepared for it; as a new one where none was, or where Amelia has
 * forgotten that visitor while the start had to wait. She says 403 then (seen in one live client), and nothing more.
 */
export async function openAsVisitor(
  api: WebApi,
  visit: Visit,
  prepared: Visitor | undefined,
  open: (visitor: Visitor) => Promise<WebSession>,
  signal: AbortSignal,
): Promise<WebSession> {
  const anew = async () => open(await visit(signal).catch(asNotStarted))
  if (!prepared) return anew()
  try {
    return await open(prepared)
  } catch (thrown) {
    if (maySayNothing(thrown) && (await isForgotten(api, prepared, signal))) return anew()
    throw thrown
  }
}

/** Of the start itself: 404 and 405 come also from a proxy while Amelia is away. */
const maySayNothing = (thrown: unknown) =>
  thrown instanceof ConversationError && [401, 403, 404, 405].includes(thrown.platformStatus ?? 0)

/** Throws, so that the start is tried again, where it cannot be asked. */
async function isForgotten(api: WebApi, visitor: Visitor, signal: AbortSignal): Promise<boolean> {
  return checkVisitor(api, visitor, signal).then(
    () => false,
    (thrown) => isUnknown(thrown) || asNotStarted(thrown),
  )
}

/** Nothing is lost with a visitor who has no conversation yet: a refusal will do. */
const isUnknown = (thrown: unknown) =>
  thrown instanceof ConversationError &&
  (['platform-session-gone', 'platform-session-expired'].includes(thrown.code) ||
    thrown.platformStatus === 401 ||
    thrown.platformStatus === 403)
