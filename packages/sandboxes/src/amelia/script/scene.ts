import type { Draft } from '../message/draft'
import { ameliaText, analysisStatus, avatarStatus, internalStatus, ready } from '../message/say'
import type { AmeliaSwitches } from '../switches'
import type { Conversation, Step, Utterance } from '../world/conversation'

/** What the script may look at. It has no clock and no sockets of its own. */
export interface Scene {
  readonly conversation: Conversation
  readonly switches: AmeliaSwitches
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whether Sam takes escalations; false while a human watches the desk. */
  readonly scriptedAgent: boolean
}

type Tell = Extract<Step, { kind: 'tell' }>

export function tell(draft: Draft, then: Pick<Tell, 'becomes' | 'asks'> = {}): Tell {
  return { kind: 'tell', draft, ...then }
}

/** One turn of Amelia's: what she thinks, what she says, and that she is ready. */
export function turn(utterance: Utterance, spoken: readonly Tell[]): Step[] {
  const steps = [
    tell(internalStatus()),
    tell(avatarStatus('SIMPLE_SMILE')),
    tell(analysisStatus(utterance.text)),
    ...spoken,
    tell(internalStatus()),
    tell(ready()),
  ]
  return answering(utterance.messageId, steps)
}

/** Marks what is told as the answer to one message of the customer. */
export function answering(messageId: string, steps: readonly Tell[]): Tell[] {
  return steps.map((step) => ({ ...step, draft: { ...step.draft, answers: messageId } }))
}

/** Amelia's words: one text, or the chunks of 7.x before the complete text. */
export function words(scene: Scene, text: string, streamed = false): Tell[] {
  const { streaming } = scene.switches
  if (streaming === 'always' || (streaming === 'on-request' && streamed)) return streamedWords(scene, text)
  return [tell(ameliaText(text, spokenFields(scene, text)))]
}

function spokenFields(scene: Scene, text: string): Pick<Draft, 'fields'> {
  if (scene.switches.speechMessageText === 'absent') return { fields: {} }
  return { fields: { speechMessageText: text.replace(/<[^>]+>/g, ' ') } }
}

function streamedWords(scene: Scene, text: string): Tell[] {
  const chunks = text.match(/\S+\s*/g) ?? [text]
  const soFar = scene.switches.streamChunks === 'text-so-far'
  const shown = chunks.map((chunk, at) => (soFar ? chunks.slice(0, at + 1).join('') : chunk))
  const drafts = shown.map((chunk) => streamMessage(scene, 'OutboundStreamingTextMessage', chunk))
  const complete =
    scene.switches.streamEnd === 'flush'
      ? streamMessage(scene, 'OutboundFlushBufferedStreamingTextMessage', text)
      : ameliaText(text, spokenFields(scene, text))
  return [...drafts, complete].map((draft) => tell(draft))
}

function streamMessage(scene: Scene, type: string, text: string): Draft {
  const inSpeech = scene.switches.streamText === 'speechMessageText'
  return {
    ...ameliaText(text),
    type,
    text: inSpeech ? null : text,
    fields: inSpeech ? { speechMessageText: text } : {},
  }
}
