import { idSchema, textSchema } from '@conversation-hub/core'
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max'
import { z } from 'zod'

// What the options are is said of the types in `settings.ts`, where an editor shows it.

export const resourceSettingsSchema = z
  .strictObject({
    channel: z.enum(['web-chat', 'sms']),
    hub: idSchema.optional(),
    startOn: z.enum(['session', 'inbound', 'request']).default('request'),
    carrier: idSchema.optional(),
    country: z.custom<CountryCode>(isCountry, 'must be a country code such as "US"').optional(),
  })
  .superRefine(({ channel, startOn }, context) => {
    const [own, foreign, its] =
      channel === 'sms' ? ['inbound', 'session', 'web chats'] : ['session', 'inbound', 'sms']
    if (startOn !== foreign) return
    const message = `"${foreign}" is for ${its}; take "${own}" or "request"`
    context.addIssue({ code: 'custom', path: ['startOn'], message })
  })

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "21:00"')

const quietHoursSchema = z.strictObject({
  from: timeOfDay,
  to: timeOfDay,
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as "America/New_York"'),
})

/** A century. The database cannot reckon back much further, and whoever wants "never" leaves the setting out. */
export const LONGEST_DAYS = 36_500

const milliseconds = z
  .int()
  .positive()
  .max(LONGEST_DAYS * 24 * 60 * 60_000, 'must be at most a hundred years; leave it out for no end')

const timersSchema = z.strictObject({
  customerIdleMs: milliseconds.optional(),
  agentIdleMs: milliseconds.optional(),
  firstMessageMs: milliseconds.optional(),
  maximumMs: milliseconds.optional(),
})

export const hubGroupSettingsSchema = z.strictObject({
  platform: idSchema,
  fallback: idSchema.optional(),
  escalateTo: idSchema.optional(),
  words: z
    .strictObject({
      fallback: textSchema.optional(),
      escalated: textSchema.optional(),
      help: textSchema.optional(),
    })
    .optional(),
  quietHours: quietHoursSchema.optional(),
  timers: timersSchema.optional(),
})

function isCountry(code: unknown): boolean {
  return typeof code === 'string' && isSupportedCountry(code)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
