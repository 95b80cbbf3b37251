/** The part of the browser's Storage that is used. */
export interface ChatStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** A storage; where it is forbidden, full or not there, a memory that lasts as long as the page. */
export function orOnPage(storageOfPage: () => ChatStorage): ChatStorage {
  const onPage = new Map<string, string>()
  const attempt = <Result>(use: (storage: ChatStorage) => Result): Result | undefined => {
    try {
      return use(storageOfPage())
    } catch {
      return undefined
    }
  }
  return {
    getItem: (key) => onPage.get(key) ?? attempt((storage) => storage.getItem(key)) ?? null,
    setItem(key, value) {
      const kept = attempt((storage) => {
        storage.setItem(key, value)
        return true
      })
      if (kept) onPage.delete(key)
      else onPage.set(key, value)
    },
    removeItem(key) {
      onPage.delete(key)
      attempt((storage) => storage.removeItem(key))
    },
  }
}
