import type { Customer } from './customer'

/**
 * Repeats every start under its key, ends every conversation, and repeats the starts once more: a live conversation is the
 * only one of its customer anyway, and only after its end the key alone says which one is meant.
 */
export async function sayGoodbye(everybody: ReadonlyArray<Customer>): Promise<void> {
  const started = everybody.filter((customer) => customer.conversationId() !== '')
  await Promise.all(started.map((customer) => customer.startAgain()))
  await Promise.all(started.map((customer) => customer.end()))
  await Promise.all(started.map((customer) => customer.startAgain()))
}
