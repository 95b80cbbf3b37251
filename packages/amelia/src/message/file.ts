import { z } from 'zod'
import { htmlAsText } from '../text/html-as-text'

const text = z.string().optional().catch(undefined)

const resourceSchema = z.object({ filename: text, label: text, description: text })

/** A line that tells a customer which file was shown. */
export function describeFile(resourceToPresent: unknown): string | undefined {
  const parsed = resourceSchema.safeParse(resourceToPresent)
  if (!parsed.success) return undefined
  const { filename, label, description } = parsed.data
  const title = label || description
  if (title && filename) return `${htmlAsText(title)} (${filename})`
  return title ? htmlAsText(title) : filename
}
