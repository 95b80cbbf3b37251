/** Writes plain text with lines, lists and links, in time that grows with the text and not faster. */
export interface TextWriter {
  write(text: string): void
  /** From here on a new line. */
  line(): void
  /** From here on a new paragraph. */
  paragraph(): void
  beginList(numbered: boolean): void
  endList(): void
  item(): void
  beginLink(address: string | undefined): void
  endLink(): void
  text(): string
}

/** Lists in lists are indented so many times at most. */
const MAX_INDENTS = 4

export function createTextWriter(): TextWriter {
  const pieces: string[] = []
  const lists: Array<{ next: number | undefined }> = []
  let link: { address: string | undefined; from: number } | undefined

  const write = (text: string) => {
    if (text !== '') pieces.push(text)
  }
  const line = () => {
    if (pieces.length > 0 && !pieces.at(-1)?.endsWith('\n')) pieces.push('\n')
  }
  return {
    write,
    line,
    paragraph() {
      line()
      if (pieces.length > 0) pieces.push('\n')
    },
    beginList(numbered) {
      line()
      lists.push({ next: numbered ? 1 : undefined })
    },
    endList() {
      line()
      lists.pop()
    },
    item() {
      line()
      const list = lists.at(-1)
      write('  '.repeat(Math.min(Math.max(lists.length - 1, 0), MAX_INDENTS)))
      write(list?.next === undefined ? '- ' : `${list.next}. `)
      if (list?.next !== undefined) list.next += 1
    },
    beginLink(address) {
      link = { address, from: pieces.length }
    },
    endLink() {
      const { address, from = 0 } = link ?? {}
      link = undefined
      if (address === undefined) return
      const label = pieces.slice(from).join('').trim()
      if (label === '') write(address)
      else if (label !== address.replace(/^(mailto|tel):/i, '')) write(` (${address})`)
    },
    text: () => tidied(pieces.join('')),
  }
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
