import { type Conclusion, type Connector, ConversationError } from '@conversation-hub/core'
import { salesforceTranscript } from '../start/spoken'
import type { CrmSource } from './connection'
import { crmError } from './errors'
import { lookUpContact } from './find-contact'
import type { RecordAtEnd } from './record-settings'
import type { ContactLookup } from './settings'

const doing = 'Writing the record of the conversation'

interface RecordSettings {
  readonly recordAtEnd?: RecordAtEnd | undefined
  readonly contact?: Omit<ContactLookup, 'linkEndUser'> | undefined
}

/** The connector's `conclude`, where the settings ask for a record. */
export function concludeInCrm(
  crm: CrmSource | undefined,
  { recordAtEnd, contact }: RecordSettings,
): Pick<Connector, 'conclude'> {
  if (!crm || !recordAtEnd) return {}
  return {
    async conclude(_session, conclusion, { signal }) {
      // The customer may have become known only during the conversation.
      const { contactId } = await lookUpContact(crm, contact, conclusion.customerIdentifier, signal)
      await upsert(crm, recordAtEnd, conclusion.conversationId, fieldsOf(conclusion, recordAtEnd, contactId))
    },
  }
}

/** The fields of the record. What is not known of the conversation is left out. */
function fieldsOf(
  conclusion: Conclusion,
  { fields, fixed, contactField, maxCharacters }: RecordAtEnd,
  contactId?: string,
): Record<string, string | number | boolean> {
  const known: Record<string, string | undefined> = {
    ...conclusion,
    transcript: salesforceTranscript(conclusion.transcript, maxCharacters),
  }
  const mapped = Object.entries(fields).flatMap(([field, name]) => {
    const value = known[name]
    return value === undefined ? [] : [[field, value] as const]
  })
  return {
    ...fixed,
    ...(contactField && contactId !== undefined && { [contactField]: contactId }),
    ...Object.fromEntries(mapped),
  }
}

/** Salesforce, REST API: a PATCH by external id writes one record, however often it is repeated. */
async function upsert(
  crm: CrmSource,
  { object, externalIdField }: RecordAtEnd,
  id: string,
  fields: object,
): Promise<void> {
  try {
    const connection = await crm()
    if (!connection.requestPatch) throw withoutPatch()
    await connection.requestPatch(`/sobjects/${object}/${externalIdField}/${encodeURIComponent(id)}`, fields)
  } catch (thrown) {
    throw crmError(thrown, doing)
  }
}

const withoutPatch = () =>
  new ConversationError(
    'platform-misconfigured',
    `${doing} failed: the connection that was given has no requestPatch.`,
  )
