import { asConversationError, pause } from '@conversation-hub/core'
import { z } from 'zod'
import type { CrmSource } from './connection'
import { crmError } from './errors'
import type { ContactLookup } from './settings'
import { soqlText } from './soql'

/** Where to look; what is done with the record afterwards is another matter. */
type Lookup = Omit<ContactLookup, 'linkEndUser'>

/** The longest a start waits for the CRM, in milliseconds: a customer is not kept waiting for an extra. */
const LONGEST_WAIT_MS = 3_000

export interface FoundContact {
  readonly attributes: Readonly<Record<string, string>>
  readonly contactId?: string
  /** Why nothing could be looked up, in a sentence for an operator. */
  readonly trouble?: string
}

const NOTHING: FoundContact = { attributes: {} }

/**
 * What the CRM knows about the customer, as routing attributes. Never fails: without it the conversation
 * starts all the same.
 */
export async function lookUpContact(
  crm: CrmSource | undefined,
  lookup: Lookup | undefined,
  customerIdentifier: string | undefined,
  signal: AbortSignal,
): Promise<FoundContact> {
  if (!crm || !lookup || customerIdentifier === undefined) return NOTHING
  const done = new AbortController()
  const late = pause(LONGEST_WAIT_MS, AbortSignal.any([signal, done.signal])).then(() =>
    unknown(`the CRM did not answer within ${LONGEST_WAIT_MS} ms`),
  )
  try {
    return await Promise.race([find(crm, lookup, customerIdentifier), late])
  } finally {
    done.abort()
  }
}

async function find(
  crm: CrmSource,
  { object, field, attributes }: Lookup,
  customerIdentifier: string,
): Promise<FoundContact> {
  const fields = [...new Set(['Id', ...Object.keys(attributes)])].join(', ')
  const soql = `SELECT ${fields} FROM ${object} WHERE ${field} = ${soqlText(customerIdentifier)} LIMIT 2`
  try {
    const { records } = await (await crm()).query(soql)
    if (records.length > 1) return unknown(`more than one ${object} has this customer identifier in ${field}`)
    const { Id: contactId } = mapped(records[0], { Id: 'Id' })
    return { attributes: mapped(records[0], attributes), ...(contactId !== undefined && { contactId }) }
  } catch (thrown) {
    const error = crmError(thrown, `Looking up the ${object}`)
    return unknown(asConversationError(error, 'The lookup').message)
  }
}

const recordSchema = z.record(z.string(), z.unknown())

function mapped(record: unknown, attributes: Readonly<Record<string, string>>): Record<string, string> {
  const parsed = recordSchema.safeParse(record)
  if (!parsed.success) return {}
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([path, name]) => {
      const value = valueAt(parsed.data, path.split('.'))
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** The value of a field, or of a field of a related record (`Account.Name`). */
function valueAt(value: unknown, [name, ...rest]: ReadonlyArray<string>): string | undefined {
  if (name === undefined) {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined
  }
  const parsed = recordSchema.safeParse(value)
  return parsed.success ? valueAt(parsed.data[name], rest) : undefined
}

function unknown(why: string): FoundContact {
  return { attributes: {}, trouble: `The conversation starts without the customer's CRM record: ${why}` }
}
