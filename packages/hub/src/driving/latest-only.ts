/**
 * Tells one thing at a time; of what comes meanwhile, the last alone is told after it, also where the one before could not be
 * told: it may be that somebody has stopped typing. For what may come at every key that somebody presses: where whoever is
 * told hangs, each would be another call.
 */
export function latestOnly<Value>(tell: (value: Value) => Promise<void>): (value: Value) => Promise<void> {
  let latest: { readonly value: Value } | undefined
  let telling: Promise<void> | undefined

  async function tellAll(): Promise<void> {
    while (latest) {
      const { value } = latest
      latest = undefined
      try {
        await tell(value)
      } catch (thrown) {
        if (!latest) throw thrown
      }
    }
  }

  return (value) => {
    latest = { value }
    telling ??= tellAll().finally(() => {
      telling = undefined
    })
    return telling
  }
}
