import { z } from 'zod'

/** The longest text of one message, in characters. Longer texts are refused with `message-too-large`. */
export const MAX_TEXT_CHARACTERS = 32_000

/** An id that outsiders choose: short, visible, and safe in a log line or a URL. */
export const idSchema = z.string().min(1).max(255)

/** Text that a person reads. NUL is refused because Postgres cannot keep it. */
export const textSchema = z
  .string()
  .min(1)
  .refine((text) => !text.includes('\u0000'), 'must not contain the NUL character')
