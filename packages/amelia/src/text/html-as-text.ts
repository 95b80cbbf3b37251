import { decodeEntities } from './entities'
import { createTextWriter, type TextWriter } from './text-writer'

/**
 * Amelia's texts may be HTML fragments, as her web page shows them (seen in live traces). This is what a reader
 * of plain text gets: lines for blocks, `- ` for list items, `text (address)` for links. The result is plain
 * text: whoever shows it in a page escapes it. What only looks like a tag (`a < b`, `<3`) stays.
 */
export function htmlAsText(html: string): string {
  const source = html.replaceAll('\u0000', '')
  const writer = createTextWriter()
  let at = 0
  for (const tag of source.matchAll(tagPattern)) {
    const [written, hidden, slash, name = '', attributes = ''] = tag
    const knownAs = name.toLowerCase()
    if (hidden === undefined && !knownTags.has(knownAs)) continue
    writer.write(decodeEntities(source.slice(at, tag.index)))
    at = tag.index + written.length
    if (hidden === undefined) writeTag(writer, knownAs, slash === '/', attributes)
  }
  writer.write(decodeEntities(source.slice(at)))
  return writer.text()
}

/** Comments, and elements whose content nobody reads; or a tag. A `<` ends an attempt, so time stays linear. */
const tagPattern =
  /(<!--[\s\S]*?(?:-->|$)|<(?:script|style)\b[\s\S]*?(?:<\/(?:script|style)\s*>|$))|<(\/?)([a-z][a-z0-9]*)((?:[\s/](?:"[^"]*"|'[^']*'|[^'"<>])*)?)>/gi

const paragraphs = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'blockquote', 'hr'])
const blocks = new Set([
  'div',
  'section',
  'article',
  'header',
  'footer',
  'pre',
  'tr',
  'dl',
  'dt',
  'dd',
  'form',
  'aside',
  'address',
  'details',
  'summary',
])
const inline =
  'b strong i em u s strike del ins small big sub sup span font code kbd samp var tt mark q cite dfn abbr time bdi bdo label a ' +
  'img picture source video audio br wbr button center'
const structure =
  'html head body title ul ol li thead tbody tfoot td th caption colgroup col figure figcaption nav main iframe'
const knownTags = new Set([...paragraphs, ...blocks, ...inline.split(' '), ...structure.split(' ')])

function writeTag(writer: TextWriter, name: string, closes: boolean, attributes: string): void {
  if (name === 'br') writer.write('\n')
  else if (name === 'ul' || name === 'ol') closes ? writer.endList() : writer.beginList(name === 'ol')
  else if (name === 'li') closes || writer.item()
  else if (name === 'a') closes ? writer.endLink() : writer.beginLink(addressIn(attributes))
  else if (name === 'img') writer.write(attributeIn(attributes, 'alt') ?? '')
  else if (name === 'td' || name === 'th') writer.write(closes ? ' ' : '')
  else if (paragraphs.has(name)) writer.paragraph()
  else if (blocks.has(name)) writer.line()
}

/** The address of a link that a person can follow; scripts are none. */
function addressIn(attributes: string): string | undefined {
  const address = attributeIn(attributes, 'href')?.trim()
  return address !== undefined && /^(https?:|mailto:|tel:)/i.test(address) ? address : undefined
}

function attributeIn(attributes: string, name: 'href' | 'alt'): string | undefined {
  const found = attributePatterns[name].exec(attributes)
  const value = found?.[1] ?? found?.[2] ?? found?.[3]
  return value === undefined ? undefined : decodeEntities(value)
}

const attributePatterns = {
  href: /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i,
  alt: /\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i,
}
