import type { Step } from '../world/conversation'
import { waitBefore } from './play'

/** Plays the conversations' agendas, each step after its wait. */
export interface Agendas {
  /** Plays what is due now and sets a timer for what is not. Call it after every change of an agenda. */
  run(conversationId: string): void
  stop(): void
}

interface AgendaOptions {
  /** Milliseconds between two messages. */
  readonly pace: number
  first(conversationId: string): Step | undefined
  play(conversationId: string): void
  /** A step's wait is over: it is to be played, and what follows run. */
  due(conversationId: string): void
}

export function createAgendas({ pace, first, play, due }: AgendaOptions): Agendas {
  const timers = new Map<string, { step: Step; timer: NodeJS.Timeout }>()

  const run = (conversationId: string): void => {
    for (let step = first(conversationId); step !== undefined; step = first(conversationId)) {
      const running = timers.get(conversationId)
      if (running?.step === step) return
      clearTimeout(running?.timer)
      timers.delete(conversationId)
      const wait = waitBefore(step, pace, Date.now())
      if (wait > 0) {
        later(conversationId, step, wait)
        return
      }
      play(conversationId)
    }
  }
  const later = (conversationId: string, step: Step, wait: number) => {
    const timer = setTimeout(() => {
      timers.delete(conversationId)
      due(conversationId)
    }, wait)
    timers.set(conversationId, { step, timer })
  }
  return {
    run,
    stop() {
      for (const { timer } of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
