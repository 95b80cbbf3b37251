import type { Hub } from '@conversation-hub/hub'

const ADDRESS = '+15550199'

/** Consent as the memory hub knows it: only what it is told. */
export function memoryConsents(
  called: (name: string, ...input: unknown[]) => void,
): Pick<Hub, 'getConsent' | 'recordConsent'> {
  return {
    async getConsent(query) {
      called('getConsent', query)
      return {
        address: ADDRESS,
        customerDestination: query.customerDestination,
        optedOut: false,
        changes: [],
      }
    },
    async recordConsent(told) {
      called('recordConsent', told)
      const { customerDestination, optedOut, proof } = told
      const change = { at: new Date().toISOString(), optedOut, toldBy: 'app' as const, proof }
      return { address: ADDRESS, customerDestination, optedOut, changes: [change] }
    },
  }
}
