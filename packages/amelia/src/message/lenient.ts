import { z } from 'zod'

/** Fields of what Amelia sends: a field of another type than the expected one counts as absent. */

export const text = z.string().optional().catch(undefined)

/** In headers, truth is written: `"false"`. */
export const flag = z.union([z.boolean(), z.stringbool()]).optional().catch(undefined)
