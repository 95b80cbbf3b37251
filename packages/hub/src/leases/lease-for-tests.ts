import { createStopSwitch } from '@conversation-hub/core'

/** The lease of an instance that is alone, awake and held by its database. */
export const leaseForTests = {
  mayAct: () => true,
  lapses: () => 1,
  isAlone: () => true,
  awake: createStopSwitch,
  tellsOfDeath: () => true,
  now: () => new Date(),
}
