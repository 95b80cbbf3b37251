import { randomUUID } from 'node:crypto'

export interface Part {
  readonly name: string
  readonly mediaType: string
  readonly content: Uint8Array | string
  /** Present for files only: many servers take a part that has one for a file, whatever its media type says. */
  readonly fileName?: string
}

export interface Multipart {
  readonly contentType: string
  readonly body: Uint8Array
}

/** A body of the type multipart/form-data. `FormData` would give every part that has a media type a file name. */
export function multipart(parts: ReadonlyArray<Part>): Multipart {
  const boundary = `----conversation-hub-${randomUUID()}`
  const chunks = parts.flatMap(({ name, mediaType, content, fileName }) => {
    const file = fileName === undefined ? '' : `; filename="${escaped(fileName)}"`
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\ncontent-type: ${mediaType}\r\n\r\n`
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')]
  })
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

/** WHATWG, HTML: multipart/form-data encoding. */
function escaped(fileName: string): string {
  return fileName.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}
