import type { ToldMessage } from '../client/index'

/** Messages that the platform failed to take and the customer has said again: a second tap says nothing more. */
const saidAgain = new WeakSet<ToldMessage>()

export function isSaidAgain(message: ToldMessage): boolean {
  return saidAgain.has(message)
}

export function sayAgain(message: ToldMessage, say: () => void): void {
  if (saidAgain.has(message)) return
  saidAgain.add(message)
  say()
}
