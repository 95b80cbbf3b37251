import { decodeEntities } from './entities'

/**
 * Amelia's texts may be HTML fragments, as her web page shows them (seen in live traces). This is what a reader
 * of plain text gets: lines for blocks, `- ` for list items, `text (address)` for links. The result is plain
 * text: whoever shows it in a page escapes it. What only looks like a tag (`a < b`, `<3`) stays.
 */
export function htmlAsText(html: string): string {
  const source = html.replaceAll('\u0000', '')
  const lists: Array<{ next: number | undefined }> = []
  const links: Array<{ address: string | undefined; from: number }> = []
  let text = ''
  let at = 0
  for (const tag of source.matchAll(tagPattern)) {
    const [written, hidden, slash, tagName = '', attributes = ''] = tag
    const name = tagName.toLowerCase()
    if (hidden === undefined && !knownTags.has(name)) continue
    text += decodeEntities(source.slice(at, tag.index))
    at = tag.index + written.length
    if (hidden !== undefined) continue
    const closes = slash === '/'

    if (name === 'br') text += '\n'
    else if (name === 'ul' || name === 'ol') {
      text = onNewLine(text)
      if (closes) lists.pop()
      else lists.push({ next: name === 'ol' ? 1 : undefined })
    } else if (name === 'li') {
      if (!closes) text = onNewLine(text) + bullet(lists)
    } else if (name === 'a') {
      if (!closes) links.push({ address: addressIn(attributes), from: text.length })
      else text = closeLink(text, links.pop())
    } else if (name === 'img') text += attributeIn(attributes, 'alt') ?? ''
    else if (name === 'td' || name === 'th') text += closes ? ' ' : ''
    else if (paragraphs.has(name)) text = onNewParagraph(text)
    else if (blocks.has(name)) text = onNewLine(text)
  }
  text += decodeEntities(source.slice(at))
  return tidied(text)
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
])
const inline =
  'b strong i em u s del ins small big sub sup span font code kbd mark q cite abbr label a img br wbr button center'
const structure =
  'html head body title ul ol li thead tbody tfoot td th caption figure figcaption nav main iframe'
const knownTags = new Set([...paragraphs, ...blocks, ...inline.split(' '), ...structure.split(' ')])

const onNewLine = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
const onNewParagraph = (text: string) => (text === '' ? text : `${onNewLine(text)}\n`)

function bullet(lists: Array<{ next: number | undefined }>): string {
  const list = lists.at(-1)
  const indent = '  '.repeat(Math.max(lists.length - 1, 0))
  if (list?.next === undefined) return `${indent}- `
  list.next += 1
  return `${indent}${list.next - 1}. `
}

function closeLink(text: string, link: { address: string | undefined; from: number } | undefined): string {
  if (link?.address === undefined) return text
  const label = text.slice(link.from).trim()
  if (label === '') return text + link.address
  return label === link.address.replace(/^(mailto|tel):/i, '') ? text : `${text} (${link.address})`
}

/** The address of a link that a person can follow; scripts are none. */
function addressIn(attributes: string): string | undefined {
  const address = attributeIn(attributes, 'href')?.trim()
  return address !== undefined && /^(https?:|mailto:|tel:)/i.test(address) ? address : undefined
}

function attributeIn(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes)
  const value = found?.[1] ?? found?.[2] ?? found?.[3]
  return value === undefined ? undefined : decodeEntities(value)
}

/** At most one empty line, no spaces at the ends of lines, none around it all. */
function tidied(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
