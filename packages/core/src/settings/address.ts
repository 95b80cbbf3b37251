import { z } from 'zod'

/**
 * The address of a platform, or our own, such as `https://chat.example.com`. A slash at its end is removed. `http://` is
 * accepted for this machine only, where sandboxes run: secrets must not travel unencrypted.
 */
export const addressSchema = z.string().transform((written, context) => {
  const url = URL.canParse(written) ? new URL(written) : undefined
  const problem = problemOf(url)
  if (url && problem === undefined) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  context.addIssue({ code: 'custom', message: problem ?? '' })
  return z.NEVER
})

/** The address itself is not repeated: there may be a password in it. */
function problemOf(url: URL | undefined): string | undefined {
  if (!url) return 'must be an address such as https://chat.example.com'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isThisMachine(url.hostname))) {
    return 'must begin with https:// (http:// only on this machine)'
  }
  if (url.username || url.password) return 'must not contain a user name or a password'
  if (url.search || url.hash) return 'must not contain a query or a fragment'
  return undefined
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
