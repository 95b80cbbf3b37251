import type { DeadLetter, Hub } from '@conversation-hub/hub'

type Calls = Pick<Hub, 'findDeadLetters' | 'replayDeadLetters' | 'discardDeadLetters'>

/** What a hub in memory says of dead letters: all of them are meant, whichever one is named. */
export function memoryDeadLetters(
  called: (name: string, ...input: unknown[]) => undefined,
  letters: () => ReadonlyArray<DeadLetter>,
): Calls {
  return {
    async findDeadLetters() {
      called('findDeadLetters')
      return [...letters()]
    },
    async replayDeadLetters(which) {
      called('replayDeadLetters', which)
      return letters().length
    },
    async discardDeadLetters(which) {
      called('discardDeadLetters', which)
      return letters().length
    },
  }
}
