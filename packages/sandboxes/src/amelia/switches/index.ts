import { z } from 'zod'
import { accessSwitches } from './access'
import { flowSwitches } from './flow'
import { gatewaySwitches } from './gateway'
import { messageSwitches } from './messages'
import { webchatSwitches } from './webchat'

/**
 * Every point where Amelia's documents contradict each other, or say nothing.
 * A connector has to work with each answer.
 */
export const ameliaSwitches = z.strictObject({
  ...accessSwitches.shape,
  ...gatewaySwitches.shape,
  ...messageSwitches.shape,
  ...flowSwitches.shape,
  ...webchatSwitches.shape,
})

/** How this Amelia behaves. `GET /sandbox/switches` describes each. */
export type AmeliaSwitches = z.infer<typeof ameliaSwitches>
