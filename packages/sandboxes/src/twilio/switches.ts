import { z } from 'zod'

/** What a network may do to a message, and where Twilio accounts differ. */
export const twilioSwitchesSchema = z.strictObject({
  outcome: z
    .enum(['delivered', 'sent', 'undelivered', 'failed'])
    .default('delivered')
    .describe('How a message ends: `sent` where the network tells no more.'),
  errorCode: z
    .int()
    .default(30003)
    .describe('The number of a failure: 30003 unreachable, 30006 a landline, ...'),
  callbacks: z
    .enum(['in-order', 'reversed', 'twice', 'none'])
    .default('in-order')
    .describe('How status callbacks arrive; Twilio promises no order.'),
  earlyCallbacks: z
    .boolean()
    .default(false)
    .describe('Whether all status callbacks are made before the call that sends is answered.'),
  listLagMilliseconds: z
    .int()
    .nonnegative()
    .default(0)
    .describe('How long a message that was taken is missing from the list.'),
  requestsPerSecond: z
    .int()
    .nonnegative()
    .default(0)
    .describe('More messages in one second are refused with 429, error 20429. 0: no limit.'),
  webhookTries: z
    .int()
    .positive()
    .default(1)
    .describe('How often a webhook is tried that is not answered 2xx; more than 1 by the override #rc=.'),
  webhookTryEveryMilliseconds: z.int().nonnegative().default(100).describe('The wait between two tries.'),
  advancedOptOut: z
    .boolean()
    .default(false)
    .describe('Whether webhooks carry OptOutType, as with Advanced Opt-Out of a messaging service.'),
  trial: z
    .boolean()
    .default(false)
    .describe('Whether the account is on trial: a sentence of Twilio’s stands in front of every message.'),
  mediaAccess: z
    .enum(['credentials', 'public'])
    .default('credentials')
    .describe('Whether customers’ files are given out only to the account.'),
})

/** How this Twilio behaves. `GET /sandbox/switches` describes each. */
export type TwilioSwitches = z.infer<typeof twilioSwitchesSchema>
