import { agentEcho, ameliaMessage, ameliaText, closed, partyChanged, ready } from '../message/say'
import type { Conversation, Step } from '../world/conversation'
import { type Scene, tell } from './scene'

const scriptedAgentName = 'Sam'
const samsHello = `Hi, this is ${scriptedAgentName}. How can I help?`

/** Why a person is called, in the platform's words. */
export type EscalationReason = 'EXPLICIT' | 'DIRECT'

/** Hands over to a queue: escalation started, then waiting texts until somebody takes it. */
export function escalation(scene: Scene, reason: EscalationReason): Step[] {
  const started = ameliaMessage('OutboundEscalationStartedMessage', 'I am looking for a colleague for you.', {
    inputEnabled: true,
    fields: {
      sourceClass: 'EscalationStage',
      escalationSourceType: reason,
      escalationQueueCode: 'customer-care',
    },
  })
  return [tell(started, { becomes: { name: 'waiting' }, asks: null }), queueRound(scene, 0)]
}

function queueRound(scene: Scene, round: number): Step {
  const { firstQueueTextSeconds, queueTextSeconds } = scene.switches
  const seconds = scene.scriptedAgent ? 0 : round === 0 ? firstQueueTextSeconds : queueTextSeconds
  return { kind: 'queue', round, at: scene.now + seconds * 1000 }
}

/** One more round in the queue; the scripted agent takes the conversation after the first text. */
export function waiting(scene: Scene, round: number): Step[] {
  if (scene.conversation.phase.name !== 'waiting') return []
  const text =
    round === 0 ? 'You are next in line.' : 'Thank you for waiting. A colleague will be with you soon.'
  const queueText = tell(ameliaText(text, { inputEnabled: true }))
  if (!scene.scriptedAgent) return [queueText, queueRound(scene, round + 1)]
  return [queueText, ...agentJoins(scriptedAgentName, true), tell(agentEcho(scriptedAgentName, samsHello))]
}

export function agentJoins(name: string, scripted: boolean): Step[] {
  const joined = partyChanged(name, 'Agent', `${name} has joined the conversation.`)
  return [tell(joined, { becomes: { name: 'agent', agent: name, scripted }, asks: null })]
}

/** The agent leaves: back to Amelia, or the end. */
export function agentLeaves(scene: Scene, name: string): Step[] {
  if (scene.switches.afterAgent === 'closed') return agentEnds(name)
  const back = partyChanged('Amelia', 'Amelia', `${name} has left. You are talking to Amelia again.`)
  return [
    tell(back, { becomes: { name: 'amelia' } }),
    tell(ameliaText('Is there anything else I can do for you?')),
    tell(ready()),
  ]
}

export function agentEnds(name: string): Step[] {
  return [
    tell(closed(`${name} has closed the conversation.`, 'agent'), {
      becomes: { name: 'closed', by: 'agent' },
    }),
  ]
}

/** What the scripted agent answers. */
export function samAnswers(scene: Scene, text: string): Step[] {
  if (/\b(bye|goodbye)\b/i.test(text)) {
    return [tell(agentEcho(scriptedAgentName, 'Goodbye!')), ...agentEnds(scriptedAgentName)]
  }
  if (/\bthank/i.test(text)) {
    return [tell(agentEcho(scriptedAgentName, 'You are welcome.')), ...agentLeaves(scene, scriptedAgentName)]
  }
  return [tell(agentEcho(scriptedAgentName, `I see: "${text}". I am taking care of it.`))]
}

export function canBeJoined(conversation: Conversation): boolean {
  return conversation.phase.name === 'waiting' || conversation.phase.name === 'amelia'
}
