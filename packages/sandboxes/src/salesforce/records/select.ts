import { sameRecordId } from '../record-id'
import { findField, findObject } from './objects'
import type { Records, StoredRecord } from './records'
import { type RecordsRefusal, refuse } from './refusal'
import type { Condition, Query } from './soql'

/** Answers a query, or says what is wrong with it. */
export function select(query: Query, records: Records): object[] | RecordsRefusal {
  const object = findObject(query.object)
  if (object === undefined)
    return refuse(400, 'INVALID_TYPE', `sObject type '${query.object}' is not supported.`)
  const named = [...query.fields, ...query.conditions.map(({ field }) => field)]
  const unknown = named.find((field) => findField(object.type, field) === undefined)
  if (unknown !== undefined) {
    return refuse(400, 'INVALID_FIELD', `No such column '${unknown}' on entity '${object.name}'.`)
  }
  const properName = (field: string) => findField(object.type, field) ?? field

  const found = records
    .of(object.name)
    .filter((record) => query.conditions.every((condition) => matches(record, condition, properName)))
  const { order } = query
  if (order !== undefined) {
    const key = (record: StoredRecord) => String(fieldValue(record, properName(order.field)) ?? '')
    found.sort((one, other) => key(one).localeCompare(key(other)) * (order.descending ? -1 : 1))
  }
  return found.slice(0, query.limit).map((record) => ({
    attributes: { type: object.name, url: `/services/data/sobjects/${object.name}/${record.id}` },
    ...Object.fromEntries(
      query.fields.map((field) => [properName(field), fieldValue(record, properName(field)) ?? null]),
    ),
  }))
}

function matches(record: StoredRecord, condition: Condition, properName: (field: string) => string): boolean {
  const value = fieldValue(record, properName(condition.field)) ?? null
  const isSame = condition.field.endsWith('Id') ? sameId : sameValue
  const isOneOf = condition.values.some((wanted) => isSame(value, wanted))
  return condition.operator === '!=' ? !isOneOf : isOneOf
}

/** An id is the same in its 15 and its 18 characters. */
function sameId(value: unknown, wanted: unknown): boolean {
  if (typeof value !== 'string' || typeof wanted !== 'string') return value === wanted
  return sameRecordId(value, wanted)
}

/** Text compares without case, as SOQL does. */
function sameValue(value: unknown, wanted: unknown): boolean {
  if (typeof value !== 'string' || typeof wanted !== 'string') return value === wanted
  return value.toLowerCase() === wanted.toLowerCase()
}

/** A record's field; a contact's Name is made of its parts. */
export function fieldValue(record: StoredRecord, field: string): unknown {
  if (field === 'Id') return record.id
  const { fields } = record
  if (field === 'Name' && fields.Name === undefined && fields.LastName !== undefined) {
    return [fields.FirstName, fields.LastName].filter((part) => part !== undefined).join(' ')
  }
  return fields[field]
}
