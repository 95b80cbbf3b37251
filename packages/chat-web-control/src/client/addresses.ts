/**
 * An address that is safe to link to or load from, or nothing: a platform's or a customer's text must not bring
 * `javascript:` into the page. A relative one is one of the hub's, which may be at a path of its own (`/chat`).
 */
export function webAddress(address: string, base?: string): string | undefined {
  const whole = base !== undefined && /^\/(?!\/)/.test(address) ? `${base}${address}` : address
  if (!URL.canParse(whole, base)) return undefined
  const { protocol, href } = new URL(whole, base)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}

/** A server's address as the base of relative ones, without a slash at the end; without one, the page's own origin. */
export function baseOf(server: string): string {
  const { href } = URL.canParse(server) ? new URL(server) : new URL(server || '/', location.href)
  return href.replace(/\/+$/, '')
}

/**
 * The path of a file that the hub itself keeps, if the address is one: it asks for the session's token, which
 * an `<img>` cannot send.
 */
export function hubFilePath(url: string, server: string): string | undefined {
  const base = baseOf(server)
  const address = webAddress(url, base)
  if (address === undefined || !address.startsWith(`${base}/v1/conversations/`)) return undefined
  const { search } = new URL(address)
  const path = address.slice(base.length)
  return search === '' && /^\/v1\/conversations\/[^/]+\/files\/[^/]+$/.test(path) ? path : undefined
}
