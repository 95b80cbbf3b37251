import type { AttachmentPart } from '@conversation-hub/core'
import { z } from 'zod'
import { htmlAsText } from '../text/html-as-text'
import { text } from './lenient'
import { mediaTypeOf } from './media-type'

const resourceSchema = z.object({
  bucketName: text,
  filename: text,
  label: text,
  description: text,
  byteCount: z.number().int().nonnegative().optional().catch(undefined),
  processInstanceId: text,
})

/** A file that Amelia shows. */
export interface ShownFile {
  /** A line that tells a customer which file it is. */
  readonly description: string | undefined
  /** Absent where the file cannot be named to the content store. */
  readonly part: AttachmentPart | undefined
}

/** Where a file lies in Amelia's content store, written as an address that only this connector can follow. */
export interface FilePlace {
  readonly bucketName: string
  readonly fileName: string
  readonly processInstanceId?: string
}

export function readFile(resourceToPresent: unknown): ShownFile | undefined {
  const parsed = resourceSchema.safeParse(resourceToPresent)
  if (!parsed.success) return undefined
  const { bucketName, filename, label, description, byteCount, processInstanceId } = parsed.data
  const title = label || description
  const shown = title && htmlAsText(title)
  if (!filename) return { description: shown, part: undefined }
  const place = {
    bucketName: bucketName ?? '',
    fileName: filename,
    ...(processInstanceId && { processInstanceId }),
  }
  const part: AttachmentPart | undefined = bucketName
    ? {
        type: 'attachment',
        name: filename,
        mediaType: mediaTypeOf(filename),
        ...(byteCount !== undefined && { bytes: byteCount }),
        url: `amelia-file:?${new URLSearchParams(place)}`,
      }
    : undefined
  return { description: shown ? `${shown} (${filename})` : filename, part }
}

/** The place that an address names; `undefined` for an address that is not of ours. */
export function filePlaceOf(url: string): FilePlace | undefined {
  if (!url.startsWith('amelia-file:?')) return undefined
  const place = new URLSearchParams(url.slice('amelia-file:?'.length))
  const [bucketName, fileName] = [place.get('bucketName'), place.get('fileName')]
  const processInstanceId = place.get('processInstanceId')
  if (!bucketName || !fileName) return undefined
  return { bucketName, fileName, ...(processInstanceId && { processInstanceId }) }
}
