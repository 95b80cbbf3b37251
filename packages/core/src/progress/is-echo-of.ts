/**
 * Whether an echo repeats what the customer said. Platforms may trim the words, change the line ends, or escape them for
 * a web page. If an echo were not recognised, the message would be said twice.
 */
export function isEchoOf(echo: string, said: string): boolean {
  const words = withoutBlanks(said)
  return withoutBlanks(echo) === words || withoutBlanks(unescaped(echo)) === words
}

const withoutBlanks = (text: string) => text.replace(/\s+/g, ' ').trim()

const unescaped = (html: string) =>
  html
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(
      /&(?:#(\d{1,6})|#x([\da-f]{1,5})|(amp|lt|gt|quot|apos|nbsp));/gi,
      (written, decimal, hex, name) => {
        if (name) return NAMED[String(name).toLowerCase()] ?? written
        return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(String(hex), 16))
      },
    )

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}
