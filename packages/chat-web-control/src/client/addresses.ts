/**
 * An address that is safe to link to or load from, or nothing: a platform's or a customer's text must not bring
 * `javascript:` into the page. A relative one is one of the hub's.
 */
export function webAddress(address: string, base?: string): string | undefined {
  if (!URL.canParse(address, base)) return undefined
  const { protocol, href } = new URL(address, base)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}

/** A server's address as the base of relative ones; without one, the page's own origin. */
export function baseOf(server: string): string {
  return server === '' ? location.origin : server
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
