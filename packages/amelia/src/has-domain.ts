import { z } from 'zod'
import type { HttpReply } from './client'
import { parseJson } from './json'
import { flag } from './message/lenient'
import { isWholeList, pageSchema } from './page'

const domainSchema = z.object({ code: z.string(), enabled: flag })
/** A bare list, or a page with `content`: both were seen. */
const domainsSchema = z.union([z.array(z.unknown()).transform((content) => ({ content })), pageSchema])

/** Whether chats can be held in a domain, as far as the list of domains tells. */
export function hasDomain(reply: HttpReply, domain: string): 'yes' | 'no' | 'unknown' {
  const listed = domainsSchema.safeParse(parseJson(reply.text))
  if (!listed.success) return 'unknown'
  const { content } = listed.data
  const domains = content.flatMap((entry) => domainSchema.safeParse(entry).data ?? [])
  if (domains.length === 0 && content.length > 0) return 'unknown'
  const found = domains.find(({ code }) => code === domain)
  if (!found && !isWholeList(listed.data)) return 'unknown'
  return found && found.enabled !== false ? 'yes' : 'no'
}
