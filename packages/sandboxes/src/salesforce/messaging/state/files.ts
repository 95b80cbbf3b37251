import { z } from 'zod'
import type { Journal } from '../../../journal/journal'

const fileSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  mimeType: z.string(),
  base64: z.base64(),
})

/** Files that were sent or are offered for download. */
export function openFiles(journal: Journal) {
  return journal.table('files', fileSchema)
}
