import { z } from 'zod'

/** One switch, for people. */
export interface SwitchDescription {
  readonly name: string
  readonly description: string
  readonly default: unknown
  readonly value: unknown
  /** JSON Schema of the values the switch takes. */
  readonly allowed: unknown
}

/** What the control routes need: names and values are checked by the switches themselves. */
export interface SwitchPanel {
  set(changes: Record<string, unknown>): unknown
  describe(): SwitchDescription[]
}

/** How the sandbox behaves, and the way to change it while it runs. */
export interface Switches<Values> {
  /** Read it at the moment of use: a switch may be turned while the sandbox runs. */
  readonly current: Readonly<Values>
  /** Throws a ZodError, and changes nothing, for an unknown name or a value that is not allowed. */
  set(changes: Partial<Values>): Readonly<Values>
  describe(): SwitchDescription[]
}

/**
 * The switches of one sandbox. Each field of the schema has a default and a description: what the platform is
 * believed to do, and what else it might do.
 */
export function createSwitches<Schema extends z.ZodObject>(
  schema: Schema,
  written: Partial<z.output<Schema>> = {},
): Switches<z.output<Schema>> {
  const defaults: Record<string, unknown> = schema.parse({})
  let current = schema.parse(written)
  return {
    get current() {
      return current
    },
    set(changes) {
      current = schema.parse({ ...current, ...changes })
      return current
    },
    describe() {
      const values: Record<string, unknown> = current
      return Object.entries(schema.shape).map(([name, field]) => ({
        name,
        description: z.globalRegistry.get(field)?.description ?? '',
        default: defaults[name],
        value: values[name],
        allowed: z.toJSONSchema(field, { io: 'input' }),
      }))
    },
  }
}
