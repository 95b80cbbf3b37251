import { type ChatRecord, createChatRecord } from './chat-record'
import { type ConversationCalls, conversationCalls } from './conversation-calls'
import { createFollowing } from './following'
import { hubAt } from './hub-call'
import { chatMemory, type KeptChat, keptFor } from './kept-chat'
import { keptOutbox } from './kept-outbox'
import { createOutbox, type Outbox } from './outbox'
import { acceptedIn } from './outgoing'
import { onPageWakes } from './page-wakes'
import { createPause } from './retry'
import type { ChatClientSettings } from './settings'
import { startSession } from './start-session'
import type { ChatPhase, ChatView } from './view'
import type { ConversationEvent } from './wire'

/** One chat from its session to its end, over reloads, other tabs, cut connections and lost sessions. */
export interface ChatCourse {
  readonly phase: ChatPhase
  readonly connection: ChatView['connection']
  readonly chat: KeptChat | undefined
  readonly record: ChatRecord
  readonly outbox: Outbox
  readonly conversation: ConversationCalls
  /** Changes what is known of the chat, here and in what is kept. */
  keep(change: Partial<KeptChat>): void
  open(): void
  startNew(): void
  close(): void
}

export function createChatCourse(
  settings: ChatClientSettings,
  { changed, heard }: { changed(): void; heard(event: ConversationEvent): void },
): ChatCourse {
  const { resourceId, customerIdentifier, storage } = settings
  const server = (settings.server ?? '').replace(/\/+$/, '')
  const call = hubAt(server)
  const memory = chatMemory(server, resourceId, storage)
  const unsent = keptOutbox({ ...settings, server }, memory)
  const pause = createPause()
  const record = createChatRecord(changed, () => chat?.readMessageId)

  let phase: ChatPhase = 'opening'
  let chat: KeptChat | undefined
  /** Rises with every start of a session: the answer to an earlier one is not wanted any more. */
  let starts = 0
  /** A chat that was lost has been replaced, and the new one has not worked yet. */
  let isReplacement = false
  let stopListening: Array<() => void> = []

  const conversation = conversationCalls({
    call,
    server,
    settings,
    currentChat: () => chat,
    onStarted(conversationId) {
      keep({ conversationId })
      following.follow(chat)
      changed()
    },
  })
  const following = createFollowing({
    server,
    onEvent: hear,
    onToldAnew: record.clear,
    onConnected(isConnected) {
      if (isConnected) isReplacement = false
      changed()
    },
    onLost: lost,
    isOver: () => phase === 'ended',
  })
  const outbox = createOutbox({
    phase: () => phase,
    deliver: conversation.say,
    onChange: outboxChanged,
    onLost: lost,
  })

  async function begin(): Promise<void> {
    starts += 1
    const mine = starts
    phase = 'opening'
    changed()
    const isStale = () => mine !== starts
    const onDelay = () => {
      following.hubIsAway()
      changed()
    }
    const start = { call, memory, settings: { ...settings, server }, pause, isStale, onDelay }
    const found = await startSession(start)
    if (isStale()) return
    if (found) return goOnWith(found)
    phase = 'unavailable'
    outbox.giveUp()
    changed()
  }

  function goOnWith(found: KeptChat): void {
    chat = found
    phase = 'open'
    following.stop()
    outbox.restore(found.outbox)
    following.follow(found)
    changed()
    outbox.wake()
  }

  function hear(event: ConversationEvent): void {
    const arrived = record.hear(event, outbox.entries)
    if (arrived !== undefined) outbox.remove([arrived])
    if (event.type === 'state') phase = event.state === 'ended' ? 'ended' : 'open'
    if (phase === 'ended') outbox.giveUp()
    changed()
    heard(event)
  }

  function keep(change: Partial<KeptChat>): void {
    if (!chat) return
    const { sessionId } = chat
    chat = { ...chat, ...change }
    memory.change((kept) => (kept.sessionId === sessionId ? { ...kept, ...change } : kept))
  }

  function outboxChanged(): void {
    const settled = record.settled(outbox.entries)
    if (settled.length > 0) {
      // Comes back here with those gone.
      outbox.remove(settled)
      return
    }
    unsent.keep(outbox, chat?.sessionId)
    changed()
  }

  /** The session or the conversation is not there any more: nothing can be sent or read with it. */
  function lost(why: 'unauthorized' | 'gone'): void {
    if (phase !== 'open') return
    if (followOtherTab()) return
    following.stop()
    const isShown = record.told.lastSeq > 0
    // Without a conversation nothing but the session is lost: what was said in it begins the next one.
    const isBegun = chat?.conversationId !== undefined
    const hasUnsent = why === 'unauthorized' && isBegun && outbox.entries.length > 0
    if (isReplacement || isShown || hasUnsent) {
      // What the customer has read is not taken from under their eyes: a new chat is theirs to start.
      phase = isReplacement ? 'unavailable' : 'expired'
      outbox.giveUp()
      changed()
      return
    }
    isReplacement = true
    forget()
    outbox.remove(acceptedIn(outbox.entries))
    void begin()
  }

  function forget(): void {
    following.stop()
    memory.forget()
    chat = undefined
    record.clear()
  }

  /** There is one chat per browser: what another tab started or answered holds here too. */
  function followOtherTab(): boolean {
    // Whoever waits to ask for a session again finds one now.
    pause.wake()
    const kept = memory.read()
    if (!kept || (!chat && phase !== 'unavailable')) return false
    if (kept.sessionId !== chat?.sessionId) {
      const own = keptFor(customerIdentifier, memory, chat)
      if (!own) return false
      following.stop()
      record.clear()
      // What there was no chat for can be said in this one.
      if (chat) outbox.clear()
      goOnWith(own)
      return true
    }
    const isStarted = kept.conversationId !== chat.conversationId
    chat = { ...chat, conversationId: kept.conversationId, answers: kept.answers }
    if (isStarted) following.follow(chat)
    changed()
    return isStarted
  }

  return {
    get phase() {
      return phase
    },
    get connection() {
      return following.connection
    },
    get chat() {
      return chat
    },
    record,
    outbox,
    conversation,
    keep,
    open() {
      if (starts > 0) return
      outbox.restore(unsent.readEarly())
      const wakes = onPageWakes({
        online: () => tryNow('reopen'),
        // A stream without a network looks open until its silence is noticed; the customer knows it at once.
        offline: () => following.tryNow('reopen'),
        visible: () => tryNow('wake'),
      })
      stopListening = [memory.onElsewhere(() => void followOtherTab()), wakes]
      void begin()
    },
    startNew() {
      forget()
      outbox.clear()
      void begin()
    },
    close() {
      starts += 1
      pause.wake()
      outbox.close()
      following.close()
      for (const stop of stopListening) stop()
    },
  }

  function tryNow(again: 'reopen' | 'wake'): void {
    pause.wake()
    outbox[again]()
    following.tryNow(again)
  }
}
