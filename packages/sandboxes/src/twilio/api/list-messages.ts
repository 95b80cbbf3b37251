import type { Message } from '../world/message'
import { messageJson } from './message-json'

/** The answer to `GET Messages.json`: newest first, by pages. */
export function listMessages(
  messages: Iterable<Message>,
  url: URL,
  { lagMilliseconds }: { lagMilliseconds: number },
): Record<string, unknown> {
  const query = url.searchParams
  const size = Math.min(Math.max(Number(query.get('PageSize') ?? 50) || 50, 1), 1_000)
  const page = Math.max(Number(query.get('Page') ?? 0) || 0, 0)
  const newest = Date.now() - lagMilliseconds
  const matching = [...messages]
    .filter((message) => message.createdAt <= newest && matches(message, query))
    // Those of one millisecond are told apart by their order only.
    .reverse()
    .sort((one, other) => other.createdAt - one.createdAt)
  const pageUri = (number: number) => {
    const target = new URLSearchParams(query)
    target.set('PageSize', String(size))
    target.set('Page', String(number))
    return `${url.pathname}?${target}`
  }
  const shown = matching.slice(page * size, (page + 1) * size)
  return {
    first_page_uri: pageUri(0),
    next_page_uri: (page + 1) * size < matching.length ? pageUri(page + 1) : null,
    previous_page_uri: page > 0 ? pageUri(page - 1) : null,
    page,
    page_size: size,
    start: page * size,
    end: page * size + shown.length - 1,
    uri: `${url.pathname}${url.search}`,
    messages: shown.map(messageJson),
  }
}

function matches({ to, from, sentAt }: Message, query: URLSearchParams): boolean {
  const day = sentAt === null ? undefined : new Date(sentAt).toISOString().slice(0, 10)
  const on = query.get('DateSent')
  // `DateSent>=2026-03-01` is read as the name `DateSent>` with a value.
  const from_ = query.get('DateSent>')
  const until = query.get('DateSent<')
  return (
    (query.get('To') ?? to) === to &&
    (query.get('From') ?? from) === from &&
    (on === null || day === on) &&
    (from_ === null || (day !== undefined && day >= from_)) &&
    (until === null || (day !== undefined && day <= until))
  )
}
