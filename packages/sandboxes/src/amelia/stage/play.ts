import type { Draft } from '../message/draft'
import { answer } from '../script/answer'
import { waiting } from '../script/escalation'
import { greeting } from '../script/greeting'
import type { Scene } from '../script/scene'
import type { Conversation, Step } from '../world/conversation'

/** What became of a conversation after a step, and what its sessions are told. */
export interface Played {
  readonly conversation: Conversation
  readonly told: Draft | undefined
}

/** Takes the first step off the agenda. */
export function playNext(scene: Scene): Played {
  const { conversation } = scene
  const [step, ...rest] = conversation.agenda
  if (step === undefined) return { conversation, told: undefined }
  const later = { ...conversation, agenda: rest }
  switch (step.kind) {
    case 'tell':
      return playTell(later, step)
    case 'greet':
      return {
        conversation: { ...later, agenda: [...greeting(scene, step.startMessageId), ...rest] },
        told: undefined,
      }
    case 'hear':
      return {
        conversation: { ...later, agenda: merge(answer(scene, step.utterance), rest) },
        told: undefined,
      }
    case 'queue':
      return { conversation: { ...later, agenda: merge(waiting(scene, step.round), rest) }, told: undefined }
  }
}

/** A message is told, and may change who speaks or what is asked. Nothing follows the end. */
export function playTell(conversation: Conversation, step: Extract<Step, { kind: 'tell' }>): Played {
  const phase = step.becomes ?? conversation.phase
  const question = step.asks === undefined ? conversation.question : step.asks
  const agenda = phase.name === 'closed' ? [] : conversation.agenda
  return { conversation: { ...conversation, phase, question, agenda }, told: step.draft }
}

/** What is said now comes before what was planned; the queue's next text waits behind everything. */
export function merge(first: readonly Step[], rest: readonly Step[]): Step[] {
  const steps = [...first, ...rest]
  return [...steps.filter(({ kind }) => kind !== 'queue'), ...steps.filter(({ kind }) => kind === 'queue')]
}

/** How long a step waits, in milliseconds. Only what a client can see is paced. */
export function waitBefore(step: Step, pace: number, now: number): number {
  if (step.kind === 'queue') return Math.max(step.at - now, 0)
  return step.kind === 'tell' && !step.draft.debug ? pace : 0
}
