import { randomUUID } from 'node:crypto'
import type { EventFrame } from '../../http/event-stream'
import type { AgentAnswer } from './answers'

export type AgentMessage = { readonly type: string } & Record<string, unknown>

export function inform(message: string): AgentMessage {
  const id = randomUUID()
  const plan = { feedbackId: id, planId: randomUUID(), isContentSafe: true }
  return { type: 'Inform', id, ...plan, message, result: [], citedReferences: [], metrics: {} }
}

/** The whole answer at once. */
export function answerMessages(answer: AgentAnswer): AgentMessage[] {
  return [inform(answer.text), ...(answer.closing === undefined ? [] : [closingMessage(answer.closing)])]
}

export function sessionEnded(reason: string): AgentMessage {
  return { type: 'SessionEnded', id: randomUUID(), reason, feedbackId: '' }
}

/** The answer bit by bit; the Inform at the end is what counts. */
export function streamedMessages(answer: AgentAnswer): AgentMessage[] {
  return [
    { type: 'ProgressIndicator', id: randomUUID(), indicatorType: 'ACTION', message: 'One moment' },
    ...(answer.withdrawn === undefined ? [] : withdrawal(answer.withdrawn)),
    ...chunks(answer.text),
    ...answerMessages(answer),
    { type: 'EndOfTurn', id: randomUUID() },
  ]
}

export function streamFrame(
  message: AgentMessage,
  offset: number,
  traceId: string,
  isNamed: boolean,
): EventFrame {
  const data = JSON.stringify({
    timestamp: Date.now(),
    originEventId: randomUUID(),
    traceId,
    offset,
    message,
  })
  const event = message.type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
  return isNamed ? { event, data } : { data }
}

function withdrawal(text: string): AgentMessage[] {
  return [
    ...chunks(text),
    { type: 'ValidationFailureChunk', id: randomUUID(), message: 'The answer was not grounded.' },
  ]
}

function chunks(text: string): AgentMessage[] {
  const id = randomUUID()
  return (text.match(/\S+\s*/g) ?? []).map((message, offset) => ({ type: 'TextChunk', id, offset, message }))
}

function closingMessage(closing: 'SessionEnded' | 'Escalate'): AgentMessage {
  return closing === 'SessionEnded'
    ? sessionEnded('Action')
    : { type: 'Escalate', id: randomUUID(), targets: [] }
}
