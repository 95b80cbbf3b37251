import type { Journal } from './journal'

/** A journal that has nothing at hand. */
export function journalForTests({ change, get }: Pick<Journal, 'change' | 'get'>): Journal {
  return {
    change,
    get,
    peek: () => undefined,
    remember: () => {},
    forget: () => {},
    settled: async () => {},
  }
}
