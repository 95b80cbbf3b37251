import { z } from 'zod'

/** The answer repeats the request, credentials included, as those of some platforms and proxies do. */
const repeatsRequest = z.boolean().default(false)

const which = {
  /** Default: every method. */
  method: z.string().optional(),
  /** The path, `*` standing for anything. Default: every path. */
  path: z.string().default('*'),
  /** So many matching requests pass unharmed first. */
  skip: z.int().nonnegative().default(0),
  /** How many requests it strikes. */
  times: z.union([z.int().positive(), z.literal('always')]).default(1),
  /** `after`: the request has taken effect, and only its answer is spoilt. */
  when: z.enum(['before', 'after']).default('before'),
}

/** What goes wrong with the next matching requests. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(200).max(599),
    /** Text is sent as it is, anything else as JSON. */
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    repeatsRequest,
    ...which,
  }),
  /** A proxy's error page where JSON was promised. */
  z.strictObject({
    kind: z.literal('html'),
    status: z.int().min(200).max(599).default(502),
    repeatsRequest,
    ...which,
  }),
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.int().nonnegative(), ...which }),
  /** The connection stays open and nothing is answered. */
  z.strictObject({ kind: z.literal('hang'), ...which }),
  /** The connection is reset. */
  z.strictObject({ kind: z.literal('cut'), ...which }),
])

/** What goes wrong with the next matching requests. */
export type Fault = z.output<typeof faultSchema>
/** As written: fields with a default may be left out. */
export type WrittenFault = z.input<typeof faultSchema>
