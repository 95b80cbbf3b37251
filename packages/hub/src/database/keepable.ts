/**
 * Half of a surrogate pair (an emoji that was cut in the middle) is no character in UTF-8, and NUL is one that no text
 * of Postgres' can hold.
 */
export function keepableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

/** Their escapes in JSON; a pair of backslashes is passed over, so that no half of it is taken for the first of one. */
const UNKEEPABLE = /\\(\\|u0000|ud[89a-f][0-9a-f]{2})/g

/**
 * A value as JSON that Postgres can look into. It takes such escapes, and then fails every statement that reads a
 * field of that row with `->>`, whatever field it is and whatever other rows it is about.
 */
export function keepableJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!json.includes('\\u')) return json
  return json.replace(UNKEEPABLE, (whole, what: string) => {
    if (what === '\\') return whole
    return what === 'u0000' ? '' : '\ufffd'
  })
}
