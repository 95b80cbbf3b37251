/** Clock time of a message, in the reader's language and time zone. */
export function clockTime(at: string, language: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  return formatter(language, { hour: 'numeric', minute: '2-digit' }).format(date)
}

/** "Today", "Yesterday", or the date; with the year only where it is another one. */
export function dayName(at: string, language: string, now = new Date()): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000)
  if (days === 0 || days === -1) return capitalised(relative(language).format(days, 'day'), language)
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return formatter(language, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(date)
}

/** A value that differs between two days of the reader's time zone. */
export function dayOf(at: string): number {
  return startOfDay(new Date(at))
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

function capitalised(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}

// Making a formatter costs far more than using it, and a long chat has thousands of times to show.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${Object.keys(options).join(' ')}`
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(language, options)
  formatters.set(key, made)
  return made
}

function relative(language: string): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
}
