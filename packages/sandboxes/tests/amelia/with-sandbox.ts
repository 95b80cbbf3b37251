import { onTestFinished } from 'vitest'
import { type AmeliaSandbox, type AmeliaSandboxOptions, startAmeliaSandbox } from '../../src'

/** A sandbox for one test, without pauses between messages. */
export async function sandboxFor(options: AmeliaSandboxOptions = {}): Promise<AmeliaSandbox> {
  const sandbox = await startAmeliaSandbox({ pace: 0, ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}
