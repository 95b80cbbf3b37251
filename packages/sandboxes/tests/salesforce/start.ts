import { onTestFinished } from 'vitest'
import { type SalesforceSandboxOptions, startSalesforceSandbox } from '../../src'

/** A sandbox without pauses that is closed with the test. */
export async function sandbox(options: SalesforceSandboxOptions = {}) {
  const started = await startSalesforceSandbox({ pace: 0, ...options })
  onTestFinished(() => started.close())
  return started
}
