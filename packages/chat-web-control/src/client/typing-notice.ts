/** Tells the other side that the customer is typing, and that they stopped, without a call per keystroke. */
export interface TypingNotice {
  typed(): void
  stopped(): void
}

const repeatAfter = 4_000
const stoppedAfter = 5_000

/** @param tell Says the new state to the hub; an unheard notice is not repeated. */
export function createTypingNotice(tell: (typing: boolean) => void): TypingNotice {
  let toldAt: number | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  function stopped(): void {
    clearTimeout(silence)
    if (toldAt === undefined) return
    toldAt = undefined
    tell(false)
  }

  return {
    typed() {
      clearTimeout(silence)
      silence = setTimeout(stopped, stoppedAfter)
      const now = Date.now()
      if (toldAt !== undefined && now - toldAt < repeatAfter) return
      toldAt = now
      tell(true)
    },
    stopped,
  }
}
