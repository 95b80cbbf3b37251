import { z } from 'zod'
import type { HttpReply } from './client'
import { parseJson } from './json'

const domainSchema = z.object({ code: z.string(), enabled: z.boolean().optional() })
/** A bare list, or a page with `content`: both were seen. */
const domainsSchema = z.union([
  z.array(z.unknown()),
  z.object({ content: z.array(z.unknown()) }).transform(({ content }) => content),
])

/** Whether chats can be held in a domain, as far as the list of domains tells. */
export function hasDomain(reply: HttpReply, domain: string): 'yes' | 'no' | 'unknown' {
  const listed = domainsSchema.safeParse(parseJson(reply.text))
  if (!listed.success) return 'unknown'
  const domains = listed.data.flatMap((entry) => domainSchema.safeParse(entry).data ?? [])
  if (domains.length === 0 && listed.data.length > 0) return 'unknown'
  return domains.some(({ code, enabled }) => code === domain && enabled !== false) ? 'yes' : 'no'
}
