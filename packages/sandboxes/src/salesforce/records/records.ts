import { z } from 'zod'
import type { Journal } from '../../journal/journal'
import type { Chats } from '../messaging/state/chats'
import { newRecordId, sameRecordId } from '../record-id'
import type { SalesforceSwitches } from '../switches'
import { agentRecords } from './agent-records'
import { conversationRecords } from './conversation-records'
import { findObject } from './objects'

const recordSchema = z.object({
  object: z.string(),
  id: z.string(),
  fields: z.record(z.string(), z.unknown()),
})
/** A record of the org: its object, its id, and its fields by their API names. */
export type StoredRecord = z.output<typeof recordSchema>

/** The org's records: kept ones, and the ones every conversation brings with it. */
export interface Records {
  of(object: string): StoredRecord[]
  find(object: string, field: string, value: unknown): StoredRecord | undefined
  create(object: string, fields: Record<string, unknown>): StoredRecord
  update(record: StoredRecord, fields: Record<string, unknown>): StoredRecord
  delete(record: StoredRecord): void
}

export function openRecords(journal: Journal, chats: Chats, switches: () => SalesforceSwitches): Records {
  const kept = journal.table('records', recordSchema)

  const records: Records = {
    of: (object) => [
      ...[...kept.values()].filter((record) => record.object === object),
      ...conversationRecords(object, chats),
      ...agentRecords(object, switches()),
    ],
    find: (object, field, value) =>
      records.of(object).find((record) => {
        if (field === 'Id') return sameRecordId(record.id, String(value))
        return record.fields[field] !== undefined && String(record.fields[field]) === String(value)
      }),
    create(object, fields) {
      const id = newRecordId(findObject(object)?.type.prefix ?? 'a00')
      const now = new Date().toISOString()
      return keep({ object, id, fields: { ...fields, CreatedDate: now, LastModifiedDate: now } })
    },
    update: (record, fields) =>
      keep({
        ...record,
        fields: { ...record.fields, ...fields, LastModifiedDate: new Date().toISOString() },
      }),
    delete: ({ id }) => kept.delete(id),
  }
  const keep = (record: StoredRecord) => {
    kept.set(record.id, record)
    return record
  }

  if (kept.size === 0) {
    records.create('Contact', {
      FirstName: 'Ada',
      LastName: 'Lovelace',
      Email: 'ada@example.com',
      MobilePhone: '+14155550123',
    })
  }
  return records
}
