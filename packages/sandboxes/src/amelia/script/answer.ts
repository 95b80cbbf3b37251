import { closed } from '../message/say'
import type { Step, Utterance } from '../world/conversation'
import { escalation, samAnswers } from './escalation'
import { formAnswer } from './forms'
import { kinds } from './kinds'
import { answering, type Scene, tell, turn, words } from './scene'

/** What happens when the customer's words are heard: it depends on who speaks with the customer now. */
export function answer(scene: Scene, utterance: Utterance): Step[] {
  const { phase } = scene.conversation
  switch (phase.name) {
    case 'amelia':
      return ameliaAnswers(scene, utterance)
    case 'waiting':
      return isGoodbye(utterance.text) ? goodbye(scene, utterance) : []
    case 'agent':
      return phase.scripted ? samAnswers(scene, utterance.text) : []
    case 'closing':
    case 'closed':
      return []
  }
}

function ameliaAnswers(scene: Scene, utterance: Utterance): Step[] {
  const { question } = scene.conversation
  if (question?.about === 'form') {
    const answers = formAnswer(question.form, utterance)
    if (answers && question.form.name !== 'main_menu') return turn(utterance, noted(scene, answers))
    if (answers) return ameliaSays(scene, { ...utterance, text: Object.values(answers).flat().join(', ') })
  }
  if (question?.about === 'order') {
    const order = utterance.text.match(/\d{2,}/)?.[0]
    if (order) return turn(utterance, orderState(scene, order))
  }
  if (question?.about === 'confidence') {
    const kept = utterance.secure === question.secure && utterance.offTheRecord === question.offTheRecord
    return turn(utterance, confided(scene, kept))
  }
  return ameliaSays(scene, utterance)
}

function ameliaSays(scene: Scene, utterance: Utterance): Step[] {
  const { text } = utterance
  if (/\b(person|human|agent|representative|colleague)\b/i.test(text)) {
    const handOver = words(scene, 'I will bring in a person.')
    return [...answering(utterance.messageId, handOver), ...escalation(scene, 'EXPLICIT')]
  }
  if (isGoodbye(text)) return goodbye(scene, utterance)
  const kind = kinds.find(({ word }) => word.test(text))
  if (kind) return turn(utterance, kind.show(scene))
  if (/\b(track|order)\b/i.test(text)) return turn(utterance, askOrder(scene))
  if (/\bthank/i.test(text)) return turn(utterance, words(scene, 'You are welcome!'))
  return turn(
    utterance,
    words(scene, `I heard "${text}". I can track your order or let you talk to a person.`),
  )
}

function isGoodbye(text: string): boolean {
  return /\b(bye|goodbye)\b/i.test(text)
}

function goodbye(scene: Scene, utterance: Utterance): Step[] {
  const end = closed('This conversation is over.', 'amelia')
  const steps = [...words(scene, 'Goodbye!'), tell(end, { becomes: { name: 'closed', by: 'amelia' } })]
  return answering(utterance.messageId, steps)
}

function askOrder(scene: Scene): ReturnType<typeof tell>[] {
  const asked = words(scene, 'What is your order number?')
  return asked.map((step) => ({ ...step, asks: { about: 'order' as const } }))
}

function orderState(scene: Scene, order: string): ReturnType<typeof tell>[] {
  const found = words(scene, `Order ${order} left our warehouse this morning.`)
  const arrives = words(scene, 'It arrives tomorrow before noon.')
  return [...found, ...arrives].map((step) => ({ ...step, asks: null }))
}

/** The gateway has no way to mark an answer, so an unmarked one is taken too. */
function confided(scene: Scene, kept: boolean): ReturnType<typeof tell>[] {
  const thanks = kept
    ? 'Thank you, I keep that to myself.'
    : 'Thank you. You did not say that I should keep it.'
  return words(scene, thanks).map((step) => ({ ...step, asks: null }))
}

function noted(scene: Scene, answers: Record<string, string[]>): ReturnType<typeof tell>[] {
  const list = Object.entries(answers).map(([name, values]) => `${name}: ${values.join(', ')}`)
  return words(scene, `Thank you, I have noted ${list.join('; ')}.`).map((step) => ({ ...step, asks: null }))
}
