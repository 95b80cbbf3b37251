import type { KeptCommand, Reconciliation } from '@conversation-hub/core'
import type { CrmSource } from '../crm/connection'
import { findConversation } from '../crm/find-conversation'
import { openedBy } from '../entries/session-status'
import { openingMessages } from '../start/opening-messages'
import type { Client } from './client'
import { errorFromAnswer } from './errors'
import type { Session } from './session'
import type { EnhancedChatSettings } from './settings'
import { findSaid, wasSaid } from './was-said'

export interface Records {
  readonly settings: EnhancedChatSettings
  readonly client: Client
  readonly crm: CrmSource | undefined
}

/** Whether a command whose outcome is unknown took effect, by Salesforce's own records. */
export async function reconcile(
  command: KeptCommand,
  session: Session,
  records: Records,
  signal: AbortSignal,
): Promise<Reconciliation> {
  switch (command.type) {
    case 'start': {
      const exists = await conversationExists(session, records, signal)
      if (exists.tookEffect !== 'yes') return exists
      // A start that also speaks is only done when its last word is there; a repeat says no word twice.
      const last = openingMessages(command, records.settings, session.conversationId).at(-1)
      return last === undefined
        ? exists
        : { tookEffect: await wasSaid(last.id, session, records.client, signal) }
    }
    case 'send':
      return whetherSent(command.commandId, session, records.client, signal)
    case 'receipt':
    case 'end':
      // Both may be repeated without another effect, so nobody has to look.
      return { tookEffect: 'no' }
  }
}

/** Where the lost answer was about a new messaging session, too, the end of the old one may still be told. */
async function whetherSent(
  id: string,
  session: Session,
  client: Client,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const said = await findSaid(id, session, client, signal)
  if (!said) return { tookEffect: 'no' }
  const reopenedAt = openedBy(said.entry, said.before)
  return { tookEffect: 'yes', ...(reopenedAt !== undefined && { session: { ...session, reopenedAt } }) }
}

async function conversationExists(
  session: Session,
  { client, crm }: Records,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const answer = await client.getStatus(session, signal)
  if (answer.status < 300) return { tookEffect: 'yes' }
  if (answer.status === 404) return { tookEffect: 'no' }
  if (crm === undefined) throw errorFromAnswer('status', answer)
  const record = await findConversation(crm, session.conversationId)
  return { tookEffect: record === undefined ? 'no' : 'yes' }
}
