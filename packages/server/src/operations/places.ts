/** The kind of an unexpected error and where it was thrown. Its message is left out: it may contain secrets. */
export function placesOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const places = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [thrown.name, ...places.slice(0, 8).map((place) => place.trim())].join(' | ')
}
