import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Journal } from '../../journal/journal'
import type { Table } from '../../journal/table'
import { type AccountNumber, type Message, messageSchema, numberSchema } from './message'

/** Everything that the account and its customers' phones know. */
export interface World {
  readonly messages: Table<Message>
  readonly numbers: Table<AccountNumber>
  optedOut(ours: string, customer: string): boolean
  setOptedOut(ours: string, customer: string, optedOut: boolean): void
}

export function openWorld(journal: Journal, numbers: ReadonlyArray<string>): World {
  const accountNumbers = journal.table('numbers', numberSchema)
  for (const number of numbers) {
    if (!accountNumbers.get(number)) accountNumbers.set(number, { number, label: number, webhookUrl: null })
  }
  const optOuts = journal.table('opt-outs', z.literal(true))
  return {
    messages: journal.table('messages', messageSchema),
    numbers: accountNumbers,
    optedOut: (ours, customer) => optOuts.get(`${ours} ${customer}`) === true,
    setOptedOut(ours, customer, optedOut) {
      if (optedOut) optOuts.set(`${ours} ${customer}`, true)
      else optOuts.delete(`${ours} ${customer}`)
    },
  }
}

/** Two letters for the kind, and 32 hexadecimal digits. */
export function newSid(kind: 'SM' | 'MM' | 'ME'): string {
  return `${kind}${randomBytes(16).toString('hex')}`
}
