import type { z } from 'zod'
import { ConversationError, type Problem } from '../errors/conversation-error'
import { problemsOf } from '../errors/from-zod'

interface Reading {
  /** Whose settings they are, as the error names it: the factory that takes them. */
  readonly of: string
  /**
   * The environment variable that an option is usually filled from, by the option's path. An entry of a list is filled from
   * its list's. Default: none is named.
   */
  readonly variables?: Readonly<Record<string, string>>
}

/**
 * Parses the settings that somebody wrote, for a connector for example. Throws `settings-invalid`, which lists
 * every problem at once by its option and variable, and never a value, which may be a secret.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  written: unknown,
  { of, variables = {} }: Reading,
): z.output<Schema> {
  const parsed = schema.safeParse(written)
  if (parsed.success) return parsed.data
  const problems = firstOfEach(problemsOf(parsed.error)).map(({ at, problem }) => {
    const variable = variables[at] ?? variables[at.replace(/\.\d+$/, '')]
    // Without a path, it is about the settings as a whole.
    return { at: variable ? `${at} (${variable})` : at === 'request' ? 'settings' : at, problem }
  })
  const list = problems.map(({ at, problem }) => `${at}: ${problem}`).join('; ')
  throw new ConversationError('settings-invalid', `The settings of ${of} are not valid: ${list}.`, {
    problems,
  })
}

/** Of several problems with one option, the first is enough: one that is wrong need not also be called missing. */
function firstOfEach(problems: ReadonlyArray<Problem>): Problem[] {
  return problems.filter(({ at }, index) => problems.findIndex((other) => other.at === at) === index)
}
