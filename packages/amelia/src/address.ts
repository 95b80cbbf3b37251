/** The address without trailing slash, or what is wrong with it; the address itself is not repeated. */
export function readAddress(written: string): { address: string } | { problem: string } {
  if (!URL.canParse(written)) return { problem: 'must be an address such as https://amelia.example.com' }
  const url = new URL(written)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'must begin with https://' }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return { problem: 'must begin with https://; http:// is for an Amelia on this machine only' }
  }
  if (url.username || url.password) return { problem: 'must not contain a user name or a password' }
  if (url.search || url.hash) return { problem: 'must not contain a query or a fragment' }
  return { address: `${url.origin}${url.pathname.replace(/\/+$/, '')}` }
}

/** What web page and gateway lie below; people copy the address of the one or the other. */
export function baseOf(address: string): string {
  return address.replace(/\/Amelia(Rest)?$/i, '')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
