import { ConversationError, type StartCommand } from '@conversation-hub/core'
import type { CrmSource } from '../crm/connection'
import { lookUpContact } from '../crm/find-contact'
import { derivedId } from '../start/derived-id'
import { salesforceLanguage } from '../start/language'
import { routingAttributes } from '../start/routing-attributes'
import { isAnotherEndUser, isVerified, renewedFrom } from './access'
import type { Client } from './client'
import type { SignIdentity } from './identity'
import type { Access, Session } from './session'
import type { EnhancedChatSettings } from './settings'

export interface Preparation {
  readonly settings: EnhancedChatSettings
  readonly client: Client
  readonly signIdentity: SignIdentity | undefined
  readonly crm: CrmSource | undefined
}

/** Everything of a start before Salesforce hears of the conversation: access, and what the CRM knows. */
export async function prepareSession(
  command: StartCommand,
  { settings, client, signIdentity, crm }: Preparation,
  signal: AbortSignal,
): Promise<Session> {
  const { customerIdentifier } = command
  const verifiedAs = signIdentity === undefined ? undefined : customerIdentifier
  const [access, contact] = await Promise.all([
    getAccess(client, signIdentity, verifiedAs, signal),
    lookUpContact(crm, settings.crm?.contact, customerIdentifier, signal),
  ])
  const language = salesforceLanguage(command.language ?? settings.language)
  return {
    ...access,
    conversationId: conversationIdFor(command, access),
    routingAttributes: routingAttributes(command, settings, contact.attributes),
    ...(language !== undefined && { language }),
    ...(verifiedAs !== undefined && { verifiedAs }),
    ...(settings.crm?.contact?.linkEndUser &&
      contact.contactId !== undefined && { contactToLink: contact.contactId }),
    ...(contact.trouble !== undefined && { lookupFailed: contact.trouble }),
  }
}

/**
 * Salesforce takes an id of ours for the conversation. A verified user's is the same whenever the start is prepared, so that no
 * second conversation can come of it. A guest who has lost the access is another guest, to whom a conversation of the first
 * one would be refused under that id, for good: so every guest's has another.
 */
function conversationIdFor({ commandId }: StartCommand, access: Access): string {
  if (isVerified(access)) return commandId
  return derivedId(`${commandId} ${access.subject ?? access.accessToken}`, 'conversation')
}

/** Fresh access for the same end user. The place in the event stream stays what it was. */
export async function renewSession(
  session: Session,
  { client, signIdentity }: Pick<Preparation, 'client' | 'signIdentity'>,
  signal: AbortSignal,
): Promise<Session> {
  const { verifiedAs } = session
  const access =
    verifiedAs !== undefined && signIdentity !== undefined
      ? await getAccess(client, signIdentity, verifiedAs, signal)
      : renewedFrom(session, await client.continueAccess(session, signal))
  if (isAnotherEndUser(session, access)) {
    throw new ConversationError(
      'platform-session-gone',
      'Salesforce gave the renewed access to another end user, to whom the conversation does not belong.',
    )
  }
  const { lastEventId: _newer, subject = session.subject, ...renewed } = access
  return { ...session, ...renewed, subject: session.subject ?? subject }
}

async function getAccess(
  client: Client,
  signIdentity: SignIdentity | undefined,
  verifiedAs: string | undefined,
  signal: AbortSignal,
): Promise<Access> {
  if (signIdentity === undefined || verifiedAs === undefined) return client.getAccess(undefined, signal)
  const access = await client.getAccess(await signIdentity(verifiedAs), signal)
  if (isVerified(access)) return access
  throw new ConversationError(
    'platform-misconfigured',
    'Salesforce took the identity token for a guest’s: check identity.issuer and identity.keyId against the org’s ' +
      'key set, and that the key there is active and the one that signs (Setup, Enhanced Chat User Verification); ' +
      'that user verification is on for the channel (Setup, Messaging Settings); and the clock of this machine.',
  )
}
