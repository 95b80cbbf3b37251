import { html, nothing, type TemplateResult } from 'lit'
import type { AttachmentPart } from '../../client/index'
import { fileSize } from '../file-size'
import { fileIcon } from '../icons'
import { webAddress } from '../links'
import type { Screen } from '../screen'

/** A file: images as a preview, everything else by name and size. */
export function attachmentTemplate(part: AttachmentPart, { server, language }: Screen): TemplateResult {
  const address = webAddress(part.url, server)
  if (address === undefined) return fileTemplate(part.name, part.bytes, language)
  const content = part.mediaType.startsWith('image/')
    ? html`<img class="preview" src=${address} alt=${part.name} loading="lazy" />`
    : fileTemplate(part.name, part.bytes, language)
  return html`<a
    class="attachment"
    part="attachment"
    href=${address}
    target="_blank"
    rel="noopener noreferrer"
  >${content}</a>`
}

export function fileTemplate(name: string, bytes: number | undefined, language: string): TemplateResult {
  return html`<span class="file">
    <span class="file-icon">${fileIcon}</span>
    <span class="file-text">
      <span class="file-name">${name}</span>
      ${bytes === undefined ? nothing : html`<span class="file-size">${fileSize(bytes, language)}</span>`}
    </span>
  </span>`
}
