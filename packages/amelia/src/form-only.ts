import type { PlatformEvent } from '@conversation-hub/core'

/**
 * While a form is open that takes nothing but its answer (`FORM_ONLY`), Amelia says at the end of her turn that she is
 * ready, as always; free text is not expected all the same. What she says in a later turn has a form of its own, or none.
 */
export function createFormOnly(): (events: ReadonlyArray<PlatformEvent>) => PlatformEvent[] {
  let form: 'none' | 'asked' | 'waits' = 'none'

  function isMeant(event: PlatformEvent): boolean {
    switch (event.type) {
      case 'input':
        if (!event.expected) form = 'asked'
        else if (form !== 'none') form = 'waits'
        return !event.expected || form === 'none'
      case 'message':
        if (form === 'waits') form = 'none'
        return true
      case 'echo':
      case 'state':
      case 'escalated':
        form = 'none'
        return true
      default:
        return true
    }
  }

  return (events) => events.filter(isMeant)
}
