import { html, nothing, type TemplateResult } from 'lit'
import { until } from 'lit/directives/until.js'
import { hubFilePath, webAddress } from '../../client/addresses'
import type { AttachmentPart, ChatClient } from '../../client/index'
import { fileSize } from '../file-size'
import { fileIcon } from '../icons'
import type { Screen } from '../screen'

/** A file: images as a preview, everything else by name and size. */
export function attachmentTemplate(part: AttachmentPart, screen: Screen): TemplateResult {
  const { server, language } = screen
  const file = fileTemplate(part.name, part.bytes, language)
  const address = webAddress(part.url, server)
  if (address === undefined) return file
  const content = part.mediaType.startsWith('image/') ? until(preview(part, screen, file), file) : file
  return html`<a
    class="attachment"
    part="attachment"
    href=${address}
    target="_blank"
    rel="noopener noreferrer"
    @click=${(event: MouseEvent) => openOwn(event, part.url, screen)}
  >${content}<span class="file-problem" role="status"></span></a>`
}

/** Made once per picture: a new link with every drawing would load it again. */
const previews = new WeakMap<AttachmentPart, Promise<TemplateResult>>()

function preview(part: AttachmentPart, { client }: Screen, instead: TemplateResult): Promise<TemplateResult> {
  const made =
    previews.get(part) ??
    client.fileAddress(part.url).then((source) => {
      if (source !== undefined)
        return html`<img
          class="preview"
          src=${source}
          alt=${part.name}
          loading="lazy"
          @error=${{ handleEvent: (event: Event) => void loadAgain(event, part, client), once: true }}
        />`
      // The hub was away: it is asked again with the next drawing.
      previews.delete(part)
      return instead
    })
  previews.set(part, made)
  return made
}

/** What is far up is loaded when it is scrolled to, and its link lasts a few minutes only. */
async function loadAgain({ target }: Event, { url }: AttachmentPart, client: ChatClient): Promise<void> {
  const source = await client.fileAddress(url)
  if (source !== undefined && target instanceof HTMLImageElement) target.src = source
}

/** A file that the hub keeps opens by a link made now; the address in the message asks for the session's token. */
async function openOwn(event: MouseEvent, url: string, { client, server, words }: Screen): Promise<void> {
  if (hubFilePath(url, server) === undefined) return
  event.preventDefault()
  const place = event.currentTarget
  // Another tap while the hub looks for the file would fetch it twice.
  if (!(place instanceof HTMLElement) || place.dataset.opening !== undefined) return
  place.dataset.opening = ''
  const link = await client.fileAddress(url)
  const isRefused = link === undefined || (await isRefusal(link))
  delete place.dataset.opening
  const problem = place.querySelector('.file-problem')
  if (problem) problem.textContent = isRefused ? words.fileFailed : ''
  // The hub sends its files as downloads, so this does not leave the page. A refusal would.
  if (!isRefused) location.assign(link)
}

/** As long as a platform may take to give a file to the hub, in milliseconds. */
const longestLook = 30_000

/** Where it cannot be asked, for example because the link's address is of an origin that is not told, nothing is known. */
async function isRefusal(link: string): Promise<boolean> {
  const signal = AbortSignal.timeout(longestLook)
  const answer = await fetch(link, { method: 'HEAD', credentials: 'omit', signal }).catch(() => undefined)
  return answer !== undefined && !answer.ok
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
