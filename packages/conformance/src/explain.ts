import type { Chapter } from './chapters'

const PAGE = 'https://github.com/conversation-hub/conversation-hub/blob/main/docs/adding-a-connector.md'

/** Adds to what went wrong where such a mistake usually is, and where to read. The comparison stays as it is. */
export function explained(thrown: unknown, { heading, look }: Omit<Chapter, 'scenarios'>): unknown {
  if (thrown instanceof Error) {
    thrown.message = `${thrown.message}\n\nLook at: ${look}\nRead: ${PAGE}#${heading}\n`
  }
  return thrown
}
