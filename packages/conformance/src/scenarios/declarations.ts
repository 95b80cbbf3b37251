import { expect } from 'vitest'
import type { Scenario } from '../scenario'

export const declarations: ReadonlyArray<Scenario> = [
  {
    name: 'names its spec version, platform and account',
    async run({ connector }) {
      expect(connector.specVersion).toBe('v1')
      expect(connector.platform, 'the platform is named for people and logs').toMatch(/\S/)
      expect(connector.account, 'the account is named, so that its circuit can be shared').toMatch(/\S/)
    },
  },
  {
    name: 'names the account alike in every process and shows no secret in the name',
    async run({ connect, secrets }) {
      const { account } = connect()
      expect(account).toBe(connect().account)
      for (const secret of secrets) expect(account.includes(secret), 'the account shows a secret').toBe(false)
    },
  },
  {
    name: 'has the methods that its capabilities declare',
    async run({ connector }) {
      const { capabilities } = connector
      const declared = {
        typing: capabilities.typing.toPlatform,
        receipt: capabilities.receipts.toPlatform,
        readTranscript: capabilities.transcript,
        checkAvailability: capabilities.availability,
        reconcile: Object.values(capabilities.repeats).includes('reconcilable'),
      }
      const present = {
        typing: connector.typing !== undefined,
        receipt: connector.receipt !== undefined,
        readTranscript: connector.readTranscript !== undefined,
        checkAvailability: connector.checkAvailability !== undefined,
        reconcile: connector.reconcile !== undefined,
      }
      expect(present).toEqual(declared)
    },
  },
  {
    name: 'does not announce a renewal time without a way to renew',
    skip: ({ connector }) => (connector.renewAt ? undefined : 'its access does not run out'),
    async run({ connector }) {
      expect(connector.renew, 'renewAt needs renew').toBeTypeOf('function')
    },
  },
  {
    name: 'says whether somebody is available',
    skip: ({ connector }) =>
      connector.capabilities.availability ? undefined : 'availability is not declared',
    async run({ connector }) {
      const answer = await connector.checkAvailability?.({ signal: new AbortController().signal })
      expect(['yes', 'no', 'unknown']).toContain(answer?.available)
    },
  },
]
