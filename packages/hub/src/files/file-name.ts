/**
 * As many as file systems take. A much longer name would not fit into a response header, and the file could not be
 * read.
 */
const MOST_CHARACTERS = 255
const EXTENSION = /\.\w{1,16}$/

/** A file's name as it is kept and shown. One that is too long is cut before its extension. */
export function fittingName(name: string): string {
  if (name.length <= MOST_CHARACTERS) return name
  const extension = EXTENSION.exec(name)?.[0] ?? ''
  return `${name.slice(0, MOST_CHARACTERS - extension.length).toWellFormed()}${extension}`
}
