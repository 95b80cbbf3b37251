import { describe, expect, it } from 'vitest'
import { parseSoql } from './soql'

describe('parseSoql', () => {
  it.each([
    ['SELECT Id FROM Contact', { fields: ['Id'], object: 'Contact', conditions: [], order: undefined }],
    [
      "select Id,Name from Contact where Email = 'a@b.c' and Active__c = true limit 5",
      {
        fields: ['Id', 'Name'],
        conditions: [
          { field: 'Email', operator: '=', values: ['a@b.c'] },
          { field: 'Active__c', operator: '=', values: [true] },
        ],
        limit: 5,
      },
    ],
    [
      "SELECT Id FROM Contact WHERE LastName = 'O\\'Hara, \\\\ and' ORDER BY CreatedDate DESC",
      {
        conditions: [{ field: 'LastName', operator: '=', values: ["O'Hara, \\ and"] }],
        order: { field: 'CreatedDate', descending: true },
      },
    ],
    [
      "SELECT Id FROM Case WHERE Status IN ('New', 'Open') AND ContactId != null",
      {
        conditions: [
          { field: 'Status', operator: 'IN', values: ['New', 'Open'] },
          { field: 'ContactId', operator: '!=', values: [null] },
        ],
      },
    ],
  ])('reads %s', (text, query) => {
    expect(parseSoql(text)).toMatchObject(query)
  })

  it.each([
    ['', 'unexpected end of query, expected SELECT'],
    ['SELECT Id', 'expected FROM'],
    ['SELECT Id FROM Contact WHERE Name LIKE 1', 'unexpected token: LIKE'],
    ["SELECT Id FROM Contact WHERE Name = 'open", 'unexpected character'],
    ['SELECT Id FROM Contact GROUP BY Name', 'unexpected token: GROUP'],
    ['SELECT Id FROM Contact WHERE Name = Ada', 'unexpected token: Ada'],
  ])('refuses %s', (text, sentence) => {
    expect(() => parseSoql(text)).toThrow(sentence)
  })
})
