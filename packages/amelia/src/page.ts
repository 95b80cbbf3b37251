import { z } from 'zod'

/** A list, or one page of it: the 2019 reference shows pages for domains, and names neither their size nor who else has some. */
export const pageSchema = z.object({
  content: z.array(z.unknown()),
  last: z.boolean().optional().catch(undefined),
  totalElements: z.number().optional().catch(undefined),
})

/** Whether what is not on the page is nowhere. */
export function isWholeList({ content, last, totalElements = 0 }: z.output<typeof pageSchema>): boolean {
  return last !== false && totalElements <= content.length
}
