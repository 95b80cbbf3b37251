const TrueDate = Date
let offset = 0

/** A `Date` that is wrong by the offset. Everything that asks this process for the time of day gets it from here. */
class SetDate extends TrueDate {
  constructor(...given: [] | [number | string | Date]) {
    super(given.length === 0 ? SetDate.now() : given[0])
  }
  static override now(): number {
    return TrueDate.now() + offset
  }
}

/** Sets this process's clock so many milliseconds beside the true time, as an operator or a time server does. */
export function setClock(by: number): void {
  offset = by
  Object.defineProperty(globalThis, 'Date', { value: SetDate, configurable: true, writable: true })
}
