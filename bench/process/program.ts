import { fork } from 'node:child_process'
import type { Question, Reply } from './serve'

/** As `npm start` gives it: room for what is short-lived (docs/operating.md). Everybody who is measured has it. */
export const NODE_OPTION = '--max-semi-space-size=64'

/** A program in a process of its own. */
export interface Program {
  /** Rejected when the program ends without an answer. */
  ask<Answer>(ask: string, given?: Question['given']): Promise<Answer>
  kill(): void
  /** Resolves when it is gone. */
  readonly exited: Promise<void>
}

/** Resolves when the program has said that it is ready. */
export async function startProgram(file: string, argument: unknown = {}): Promise<Program> {
  const child = fork(file, [JSON.stringify(argument)], {
    execArgv: ['--expose-gc', NODE_OPTION],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { answer(answer: unknown): void; ended(): void }>()
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let asked = 0
  await new Promise<void>((resolve, reject) => {
    child.on('message', (reply: Reply) => {
      if ('ready' in reply) return resolve()
      waiting.get(reply.id)?.answer(reply.answer)
      waiting.delete(reply.id)
    })
    void exited.then(() => reject(new Error(`${file} ended before it was ready`)))
  })
  // What it cannot do, it says on standard error before it ends.
  void exited.then(() => {
    for (const { ended } of waiting.values()) ended()
  })
  return {
    ask<Answer>(ask: string, given: Question['given'] = {}) {
      asked += 1
      const question: Question = { id: asked, ask, given }
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(asked, {
          answer: (answer) => resolve(answer as Answer),
          ended: () => reject(new Error(`${file} ended before it answered "${ask}"`)),
        })
        child.send(question)
      })
    },
    kill: () => void child.kill('SIGKILL'),
    exited,
  }
}
