import { expect, it } from 'vitest'
import { newRecordId, sameRecordId, withChecksum } from './record-id'

it('writes the check letters of a record id as Salesforce does', () => {
  // The example of Salesforce's own article about 15 and 18 character ids.
  expect(withChecksum('001A0000006Vm9r')).toBe('001A0000006Vm9rIAC')
})

it('makes fresh ids of 18 characters that keep their prefix', () => {
  const id = newRecordId('003')
  expect(id).toMatch(/^003[0-9A-Za-z]{12}[A-Z0-5]{3}$/)
  expect(sameRecordId(id, id.slice(0, 15))).toBe(true)
})
