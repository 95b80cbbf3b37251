/**
 * A text that Postgres can keep. It cannot keep half of a surrogate pair (an emoji that was cut in the middle), which
 * does not exist in UTF-8, nor the character NUL.
 */
export function keepableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

/**
 * The same as escapes in JSON. A pair of backslashes is matched too, so that its second half does not look like the
 * start of an escape.
 */
const UNKEEPABLE = /\\(\\|u0000|ud[89a-f][0-9a-f]{2})/g

/**
 * A value as JSON that Postgres can look into. Postgres would store such escapes, but then every statement that reads any
 * field of the row with `->>` would fail, with all the other rows it is about.
 */
export function keepableJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!json.includes('\\u')) return json
  return json.replace(UNKEEPABLE, (whole, what: string) => {
    if (what === '\\') return whole
    return what === 'u0000' ? '' : '\ufffd'
  })
}
