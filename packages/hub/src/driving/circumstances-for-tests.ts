import { leaseForTests } from '../leases/lease-for-tests'

/** What surrounds a drive and a stream, where a test is about none of it: nothing is logged, paced or passed on. */
export const circumstancesForTests = {
  ...leaseForTests,
  log: () => {},
  failpoint: () => {},
  mayOpenStream: async () => {},
  awaitFirstOpening: async () => {},
  takeOver: () => undefined,
  addressOfFile: () => '',
  pass: () => {},
  cameBack: () => false,
}
