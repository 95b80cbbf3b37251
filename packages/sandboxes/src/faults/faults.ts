import { type Fault, faultSchema, type WrittenFault } from './fault'

/** A fault that still waits for requests. */
export interface ActiveFault {
  readonly faultId: string
  readonly fault: Fault
  /** How many requests it has struck so far. */
  readonly struck: number
}

/** What goes wrong, for tests that want it to. */
export interface Faults {
  /** Faults are tried in the order in which they were added. Throws a ZodError when badly written. */
  add(fault: WrittenFault): string
  list(): ActiveFault[]
  clear(): void
  /** The fault that strikes this request, if one does; counts it. */
  strike(method: string, path: string): Fault | undefined
}

export function createFaults(): Faults {
  let added = 0
  let waiting: Array<{ faultId: string; fault: Fault; pattern: RegExp; seen: number; struck: number }> = []
  return {
    add(written) {
      const fault = faultSchema.parse(written)
      added += 1
      const faultId = String(added)
      waiting.push({ faultId, fault, pattern: patternOf(fault.path), seen: 0, struck: 0 })
      return faultId
    },
    list: () => waiting.map(({ faultId, fault, struck }) => ({ faultId, fault, struck })),
    clear() {
      waiting = []
    },
    strike(method, path) {
      for (const entry of waiting) {
        const { fault, pattern } = entry
        if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue
        if (!pattern.test(path)) continue
        entry.seen += 1
        if (entry.seen <= fault.skip) continue
        entry.struck += 1
        if (entry.struck === fault.times) waiting = waiting.filter((other) => other !== entry)
        return fault
      }
      return undefined
    },
  }
}

function patternOf(path: string): RegExp {
  const escaped = path.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`)
}
