import type { SalesforceSwitches } from '../switches'
import { Refusal } from './refusal'

const MINUTE = 60_000

export interface Limiter {
  /** Throws a 429 when the key has used up its calls of the last 60 seconds. */
  count(key: string, perMinute: number): void
}

export function createLimiter(switches: () => SalesforceSwitches): Limiter {
  const calls = new Map<string, number[]>()
  return {
    count(key, perMinute) {
      if (switches().limits === 'off') return
      const now = Date.now()
      const recent = (calls.get(key) ?? []).filter((at) => at > now - MINUTE)
      const [oldest] = recent
      if (oldest !== undefined && recent.length >= perMinute) {
        throw new Refusal(
          429,
          'TOO_MANY_REQUESTS',
          'Rate limit exceeded.',
          retryAfter(switches(), oldest + MINUTE),
        )
      }
      calls.set(key, [...recent, now])
    },
  }
}

function retryAfter({ retryAfter: form }: SalesforceSwitches, freeAt: number): Record<string, string> {
  switch (form) {
    case 'seconds':
      return { 'retry-after': String(Math.ceil((freeAt - Date.now()) / 1000)) }
    case 'date':
      return { 'retry-after': new Date(freeAt).toUTCString() }
    case 'absurd':
      return { 'retry-after': '1000000000' }
    case 'none':
      return {}
  }
}
