import { z } from 'zod'

/** What a page may load, or a browser fetch. */
export const webAddress = z.url({ protocol: /^https?$/ })

/** What a person may follow. Any other scheme, such as `javascript:`, is not shown to a customer. */
export const link = z.url({ protocol: /^(https?|mailto|tel)$/ })
