/** Counts logins per user within the last minute. */
export interface Throttle {
  /** False when the user has logged in too often; a limit of 0 admits all. */
  admit(username: string, perMinute: number): boolean
}

export function createThrottle(): Throttle {
  const logins = new Map<string, number[]>()
  return {
    admit(username, perMinute) {
      if (perMinute === 0) return true
      const now = Date.now()
      const recent = (logins.get(username) ?? []).filter((at) => at > now - 60_000)
      if (recent.length >= perMinute) return false
      logins.set(username, [...recent, now])
      return true
    },
  }
}
