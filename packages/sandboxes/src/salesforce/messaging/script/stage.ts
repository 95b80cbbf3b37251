import type { Chat } from '../state/chat'
import type { Chats } from '../state/chats'
import { type Circumstances, perform } from './perform'
import { type Step, stepSchema, type WrittenStep } from './step'

/** Plays each conversation's script, one step after the other. */
export interface Stage {
  /** Appends to the script; the steps play later, in order. */
  plan(conversationId: string, steps: readonly WrittenStep[]): void
  /** Forgets what was planned, except receipts, and makes these steps happen before returning. */
  interrupt(conversationId: string, steps: readonly WrittenStep[]): void
  /** Goes on with what a stopped sandbox had left to do. */
  resume(): void
  stop(): void
}

export interface StageOptions {
  readonly chats: Chats
  /** Milliseconds between two steps; 0 plays all of them in one turn. */
  readonly pace: number
  circumstances(): Circumstances
}

export function createStage({ chats, pace, circumstances }: StageOptions): Stage {
  const timers = new Map<string, NodeJS.Timeout>()

  const schedule = (conversationId: string) => {
    if (timers.has(conversationId)) return
    timers.set(
      conversationId,
      setTimeout(() => {
        timers.delete(conversationId)
        play(conversationId)
      }, pace),
    )
  }
  const play = (conversationId: string) => {
    chats.transact(() => {
      do {
        const chat = chats.get(conversationId)
        const [step, ...script] = chat?.script ?? []
        if (chat === undefined || step === undefined) return
        perform(step, chats.save({ ...chat, script }), circumstances())
      } while (pace === 0)
    })
    if (chats.get(conversationId)?.script.length) schedule(conversationId)
  }

  return {
    plan(conversationId, steps) {
      const chat = chats.get(conversationId)
      if (chat === undefined || steps.length === 0) return
      chats.save({ ...chat, script: [...chat.script, ...parse(steps)] })
      schedule(conversationId)
    },
    interrupt(conversationId, steps) {
      const chat = chats.get(conversationId)
      if (chat === undefined) return
      chats.transact(() => {
        // What has arrived has arrived, whatever happens now.
        const script = chat.script.filter(({ step }) => step === 'receipt')
        let current: Chat = chats.save({ ...chat, script })
        for (const step of parse(steps)) current = perform(step, current, circumstances())
      })
    },
    resume() {
      for (const chat of chats.all()) if (chat.script.length > 0) schedule(chat.conversationId)
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

function parse(steps: readonly WrittenStep[]): Step[] {
  return steps.map((step) => stepSchema.parse(step))
}
