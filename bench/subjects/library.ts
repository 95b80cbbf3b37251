import { startConversation } from '@conversation-hub/core'
import { callJson } from '../../faults/platform/calls'
import { faultsConnector } from '../../faults/platform/connector'
import { serve } from '../process/serve'

// Bar P1: `startConversation` of core against the very same call without it, in one process, turn by turn.
const { platformUrl } = JSON.parse(process.argv[2] ?? '{}')
const connector = {
  ...faultsConnector({ url: platformUrl, kind: 'recognises ids' }),
  arrival: { kind: 'reply' as const },
}

async function withCore(): Promise<void> {
  await startConversation(connector, { customerDestination: 'a visitor', attributes: { label: 'core' } })
}

async function bare(): Promise<void> {
  const { signal } = new AbortController()
  const body = { reference: crypto.randomUUID(), label: 'bare' }
  await callJson({ method: 'POST', url: `${platformUrl}/conversations`, body, signal })
}

/** Processor time of one operation in microseconds, with so many under way. */
async function cost(operation: () => Promise<void>, times: number, atOnce = 32): Promise<number> {
  const before = process.cpuUsage()
  let left = times
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1
        await operation()
      }
    }),
  )
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

serve({
  /** The cheapest of several turns of each: what disturbs a turn only makes it dearer. */
  async compare({ rounds, times }) {
    const costs: { core: number[]; bare: number[] } = { core: [], bare: [] }
    for (let round = 0; round < Number(rounds); round += 1) {
      costs.core.push(await cost(withCore, Number(times)))
      costs.bare.push(await cost(bare, Number(times)))
    }
    return { core: Math.min(...costs.core), bare: Math.min(...costs.bare) }
  },
})
