/**
 * Tells one thing at a time; of what comes meanwhile, the last alone is told after it. For what may come at every key that
 * somebody presses: where whoever is told hangs, each would be another call.
 */
export function latestOnly<Value>(tell: (value: Value) => Promise<void>): (value: Value) => Promise<void> {
  let latest: { readonly value: Value } | undefined
  let telling: Promise<void> | undefined

  async function tellAll(): Promise<void> {
    while (latest) {
      const { value } = latest
      latest = undefined
      await tell(value)
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
