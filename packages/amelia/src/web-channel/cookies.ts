/** Cookies by name. They belong to one host and one visitor, so domain, path and age need not be kept. */
export type Cookies = Readonly<Record<string, string>>

/** The cookies after an answer: what it sets is set, what it clears is gone. */
export function withSetCookies(cookies: Cookies, setCookies: ReadonlyArray<string>): Cookies {
  const after = { ...cookies }
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split(';')
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    const name = pair.slice(0, equals).trim()
    const value = pair.slice(equals + 1).trim()
    if (value === '' || attributes.some((attribute) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(attribute))) {
      delete after[name]
    } else after[name] = value
  }
  return after
}

export function cookieHeader(cookies: Cookies): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}
