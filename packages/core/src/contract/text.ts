import { z } from 'zod'

/** The longest text of one message, in characters. Longer texts are refused with `message-too-large`. */
export const MAX_TEXT_CHARACTERS = 32_000

/**
 * An id that outsiders choose: short, and without control characters, so that it is safe in a log line. Half of a
 * surrogate pair is refused, because it would come back from the database as another id. All in one regular expression,
 * because a request has many ids, and four checks for each would be a noticeable part of a start in memory.
 */
export const idSchema = z
  .string()
  .regex(
    /^[^\p{Cc}\p{Cs}]{1,255}$/u,
    'must have 1 to 255 characters, no control characters and no half characters',
  )
  .meta({ minLength: 1, maxLength: 255 })

/**
 * Any text that is kept. NUL is refused because Postgres cannot keep it. Half of a surrogate pair (an emoji that was
 * cut in the middle) is replaced by U+FFFD, as in UTF-8.
 */
export const keepableTextSchema = z
  .string()
  .overwrite((text) => text.toWellFormed())
  .refine((text) => !text.includes('\u0000'), 'must not contain the NUL character')

/** Text that a person reads. */
export const textSchema = keepableTextSchema.min(1, 'must not be empty')

/** What somebody says. White space alone is refused: some platforms do not take it, and a phone shows nothing. */
export const messageTextSchema = keepableTextSchema.regex(/\S/, 'must not be empty or white space alone')
