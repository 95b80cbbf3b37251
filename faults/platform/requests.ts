import type { IncomingMessage } from 'node:http'

/** What a client of the platform can ask. */
export type PlatformRequest =
  | { readonly kind: 'create'; readonly reference: string; readonly label: string }
  | { readonly kind: 'find'; readonly reference: string }
  | { readonly kind: 'renew'; readonly id: string }
  | { readonly kind: 'stream'; readonly id: string; readonly after: number }
  | { readonly kind: 'list'; readonly id: string; readonly after: number }
  | { readonly kind: 'say'; readonly id: string; readonly commandId: string; readonly text: string }
  | { readonly kind: 'read'; readonly id: string }
  | { readonly kind: 'end'; readonly id: string }

/** Reads a request; `undefined` where there is nothing at its address. */
export async function readRequest(incoming: IncomingMessage): Promise<PlatformRequest | undefined> {
  const url = new URL(incoming.url ?? '/', 'http://platform')
  const [, root, id = '', what = ''] = url.pathname.split('/')
  if (root !== 'conversations') return undefined
  const body = incoming.method === 'POST' ? await readBody(incoming) : {}
  const text = (name: string) => String(body[name] ?? '')
  switch (`${incoming.method} ${id === '' ? '' : what || 'itself'}`) {
    case 'POST ':
      return { kind: 'create', reference: text('reference'), label: text('label') }
    case 'GET ':
      return { kind: 'find', reference: url.searchParams.get('reference') ?? '' }
    case 'POST tokens':
      return { kind: 'renew', id }
    case 'GET events':
      return { kind: 'stream', id, after: Number(incoming.headers['last-event-id'] ?? 0) }
    case 'GET spoken':
      return { kind: 'list', id, after: Number(url.searchParams.get('after') ?? 0) }
    case 'POST messages':
      return { kind: 'say', id, commandId: text('commandId'), text: text('text') }
    case 'GET messages':
      return { kind: 'read', id }
    case 'POST end':
      return { kind: 'end', id }
    default:
      return undefined
  }
}

async function readBody(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Object.fromEntries(Object.entries(JSON.parse(Buffer.concat(chunks).toString() || '{}')))
}
