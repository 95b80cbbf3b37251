import { randomUUID } from 'node:crypto'
import type { Draft } from '../message/draft'
import { customerEcho, type Discretion } from '../message/say'
import { closing, idledOut } from '../script/closing'
import { escalation } from '../script/escalation'
import type { Scene } from '../script/scene'
import type { AmeliaSwitches } from '../switches'
import type { Conversation, Step } from '../world/conversation'
import type { Session } from '../world/session'
import { sessionsOf, type World } from '../world/world'
import { createAgendas } from './agenda'
import { merge, playNext, playTell } from './play'
import { createSignals, type Signals } from './signals'
import { stamp } from './stamp'

interface Words {
  readonly text: string
  readonly discretion?: Discretion
  readonly formAnswers?: Record<string, string[]>
}

const ordinary: Discretion = { secure: false, offTheRecord: false }

/** Where conversations happen, whichever surface their customers use. */
export interface Stage {
  /** Says that a session's queue has grown. */
  readonly signals: Signals
  /** The domain's greeting process starts, once. */
  greet(conversationId: string): void
  hear(session: Session, words: Words): void
  close(conversationId: string, skipPreCloseSurvey: boolean): void
  escalate(conversationId: string): void
  /** Steps that happen at once, before what is planned: what a person at the desk does. */
  tellNow(conversationId: string, steps: readonly Step[]): void
  /** Ends it as if nobody had written for too long. */
  expire(conversationId: string): void
  /** Ends it if its idle time is over. */
  expireIfIdle(conversationId: string): void
  /** Ends all whose idle time is over. */
  expireIdle(): void
  /** Notes what is not a message. */
  note(conversationId: string, facts: Partial<Pick<Conversation, 'customerTyping' | 'attributes'>>): void
  scene(conversation: Conversation): Scene
  /** Goes on with what was planned when the process was killed. */
  resume(): void
  stop(): void
}

export interface StageOptions {
  readonly world: World
  /** Milliseconds between two messages. */
  readonly pace: number
  switches(): AmeliaSwitches
  /** Whether a person watches the desk. */
  deskOpen(): boolean
  changed(conversationId: string): void
}

export function createStage({ world, pace, switches, deskOpen, changed }: StageOptions): Stage {
  const signals = createSignals()
  const { conversations } = world

  const scene = (conversation: Conversation): Scene => ({
    conversation,
    switches: switches(),
    now: Date.now(),
    scriptedAgent: switches().autoAgent && !deskOpen(),
  })

  const deliver = (conversation: Conversation, draft: Draft) => {
    const now = Date.now()
    const messageId = randomUUID()
    for (const session of sessionsOf(world, conversation)) {
      world.sessions.set(session.sessionId, stamp(session, draft, messageId, now, switches()))
    }
    world.transcripts.write({ conversationId: conversation.conversationId, messageId, at: now, draft })
  }

  const announce = (conversationId: string) => {
    for (const sessionId of conversations.get(conversationId)?.sessionIds ?? []) signals.emit(sessionId)
    changed(conversationId)
  }

  const change = (conversationId: string, work: (conversation: Conversation) => Conversation) => {
    const before = conversations.get(conversationId)
    if (before === undefined || before.phase.name === 'closed') return
    conversations.set(conversationId, work(before))
  }

  const play = (conversation: Conversation): Conversation => {
    const played = playNext(scene(conversation))
    if (played.told) deliver(conversation, played.told)
    return played.conversation
  }

  const agendas = createAgendas({
    pace,
    first: (conversationId) => conversations.get(conversationId)?.agenda[0],
    play: (conversationId) => change(conversationId, play),
    due: (conversationId) => happen(conversationId, play),
  })

  /** All that happens at one moment is written in one piece, before anybody is told of it. */
  const happen = (conversationId: string, work: (conversation: Conversation) => Conversation) => {
    world.atomically(() => {
      change(conversationId, work)
      agendas.run(conversationId)
    })
    announce(conversationId)
  }
  const active = (conversation: Conversation): Conversation => ({ ...conversation, lastActiveAt: Date.now() })

  const stage: Stage = {
    signals,
    scene,
    greet: (conversationId) =>
      happen(conversationId, (conversation) => {
        if (conversation.greeted) return conversation
        const greet: Step = { kind: 'greet', startMessageId: randomUUID() }
        return active({ ...conversation, greeted: true, agenda: merge([greet], conversation.agenda) })
      }),
    hear: (session, { text, discretion = ordinary, formAnswers = {} }) =>
      happen(session.conversationId, (conversation) => {
        const messageId = randomUUID()
        deliver(conversation, { ...customerEcho(text, session.sessionId, discretion), answers: messageId })
        const hear: Step = { kind: 'hear', utterance: { messageId, text, formAnswers, ...discretion } }
        return active({ ...conversation, customerTyping: false, agenda: merge(conversation.agenda, [hear]) })
      }),
    close: (conversationId, skipPreCloseSurvey) =>
      happen(conversationId, (conversation) => {
        return { ...conversation, agenda: closing(scene(conversation), skipPreCloseSurvey) }
      }),
    escalate: (conversationId) =>
      happen(conversationId, (conversation) => {
        if (conversation.phase.name !== 'amelia') return conversation
        return active({
          ...conversation,
          agenda: merge(conversation.agenda, escalation(scene(conversation), 'DIRECT')),
        })
      }),
    tellNow: (conversationId, steps) =>
      happen(conversationId, (conversation) => {
        let result = active(conversation)
        for (const step of steps) {
          if (step.kind !== 'tell') continue
          const played = playTell(result, step)
          deliver(result, step.draft)
          result = played.conversation
        }
        return result
      }),
    expire(conversationId) {
      const { closedBeforeGone, idleEnd } = switches()
      if (closedBeforeGone === 'pollable') return stage.tellNow(conversationId, idledOut(idleEnd))
      happen(conversationId, (conversation) => {
        for (const session of sessionsOf(world, conversation)) {
          world.sessions.set(session.sessionId, { ...session, queue: [] })
        }
        return { ...conversation, phase: { name: 'closed', by: 'timeout' }, agenda: [] }
      })
    },
    expireIfIdle(conversationId) {
      const idle = Date.now() - (conversations.get(conversationId)?.lastActiveAt ?? Date.now())
      if (idle > switches().sessionIdleSeconds * 1000) stage.expire(conversationId)
    },
    expireIdle() {
      for (const { conversationId, phase } of [...conversations.values()]) {
        if (phase.name !== 'closed') stage.expireIfIdle(conversationId)
      }
    },
    note: (conversationId, facts) =>
      happen(conversationId, (conversation) => ({ ...conversation, ...facts })),
    resume() {
      for (const { conversationId, agenda } of [...conversations.values()]) {
        if (agenda.length > 0) happen(conversationId, (conversation) => conversation)
      }
    },
    stop: agendas.stop,
  }
  return stage
}
