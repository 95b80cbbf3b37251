/** A text as a SOQL literal. Everything that SOQL gives a meaning to is escaped. */
export function soqlText(value: string): string {
  const escaped = value.replace(/[\\'"\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character)
  return `'${escaped}'`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}
