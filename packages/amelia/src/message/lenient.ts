import { z } from 'zod'

/** Fields of what Amelia sends: a field of another type than the expected one counts as absent. */

export const text = z.string().optional().catch(undefined)

/** A link that a browser may follow; any other scheme is as if there were none. */
export const address = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined)

/** In headers, truth is written: `"false"`. */
export const flag = z.union([z.boolean(), z.stringbool()]).optional().catch(undefined)
