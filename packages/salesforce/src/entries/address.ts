import { z } from 'zod'

/** What a page may load, or a browser fetch. */
export const webAddress = z.url({ protocol: /^https?$/ })

/**
 * What a person may follow; people leave out the scheme of `www.` addresses. Any other scheme, such as `javascript:`, is
 * not shown to a customer.
 */
export const link = z
  .string()
  .transform((written) => written.replace(/^(?=www\.)/i, 'https://'))
  .pipe(z.url({ protocol: /^(https?|mailto|tel)$/ }))
