/** What file systems take. A much longer name fits into no head of an answer, and its file could not be read any more. */
const MOST_CHARACTERS = 255
const EXTENSION = /\.\w{1,16}$/

/** A name as it may be kept and shown: one that is too long is cut in front of its extension. */
export function fittingName(name: string): string {
  if (name.length <= MOST_CHARACTERS) return name
  const extension = EXTENSION.exec(name)?.[0] ?? ''
  return `${name.slice(0, MOST_CHARACTERS - extension.length).toWellFormed()}${extension}`
}
