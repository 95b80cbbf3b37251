import type { PlatformEvent } from '@conversation-hub/core'
import type { CrmSource } from './connection'
import { linkEndUser } from './link-end-user'

interface CrmPartOfSession {
  readonly contactToLink?: string | undefined
  readonly lookupFailed?: string | undefined
}

/** What is left to do in the CRM once the conversation exists; what goes wrong with it is a notice. */
export async function finishInCrm(
  crm: CrmSource | undefined,
  { contactToLink: contactId, lookupFailed }: CrmPartOfSession,
  platformKey: string | undefined,
  signal: AbortSignal,
): Promise<PlatformEvent[]> {
  const notLinked =
    crm && contactId !== undefined && platformKey !== undefined
      ? await linkEndUser(crm, { platformKey, contactId }, signal)
      : undefined
  return [
    ...(lookupFailed ? [notice('crm-lookup-failed', lookupFailed)] : []),
    ...(notLinked ? [notice('crm-link-failed', notLinked)] : []),
  ]
}

function notice(code: string, text: string): PlatformEvent {
  return { type: 'notice', code, text }
}
