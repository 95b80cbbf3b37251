import type { ChatClient } from './chat-client'
import { createChatRecord } from './chat-record'
import { conversationCalls } from './conversation-calls'
import { type EventStream, openEventStream } from './event-stream'
import { formSummary } from './form-summary'
import { hubAt } from './hub-call'
import { belongsTo, chatMemory, type KeptChat } from './kept-chat'
import { createListeners } from './listeners'
import { createOutbox } from './outbox'
import { acceptedIn, type OutgoingChoice, type OutgoingForm } from './outgoing'
import { onPageWakes } from './page-wakes'
import { createPause } from './retry'
import type { ChatClientSettings } from './settings'
import { startSession } from './start-session'
import { createTypingNotice } from './typing-notice'
import type { ChatPhase, ChatView } from './view'
import type { ConversationEvent } from './wire'

/** A client that does nothing until it is opened. */
export function createChatClient(settings: ChatClientSettings): ChatClient {
  const { resourceId, customerIdentifier, storage } = settings
  const server = (settings.server ?? '').replace(/\/+$/, '')
  const call = hubAt(server)
  const memory = chatMemory(server, resourceId, storage)
  const changes = createListeners<[]>()
  const events = createListeners<[ConversationEvent]>()
  const pause = createPause()
  const record = createChatRecord(changed)

  let phase: ChatPhase = 'opening'
  let connection: ChatView['connection'] = 'quiet'
  let chat: KeptChat | undefined
  let stream: EventStream | undefined
  /** Rises with every start of a session: the answer to an earlier one is not wanted any more. */
  let starts = 0
  /** A chat that was lost has been replaced, and the new one has not worked yet. */
  let isReplacement = false
  let view: ChatView | undefined
  let stopListening: Array<() => void> = []

  const conversation = conversationCalls({
    call,
    resourceId,
    currentChat: () => chat,
    onStarted(conversationId) {
      keep({ conversationId })
      follow()
      changed()
    },
  })
  const outbox = createOutbox({
    isReady: () => phase === 'open',
    deliver: conversation.say,
    onChange: outboxChanged,
    onLost: lost,
  })
  const typing = createTypingNotice((isTyping) => {
    if (phase === 'open' && chat?.conversationId !== undefined) void conversation.typing(isTyping)
  })

  function changed(): void {
    view = undefined
    changes.call()
  }

  function compose(): ChatView {
    const { told } = record
    return {
      phase,
      connection,
      conversationId: chat?.conversationId,
      items: record.items(outbox.entries),
      typing: told.typing,
      queue: told.queue,
      state: told.state,
      endReason: told.reason,
      answers: chat?.answers ?? {},
    }
  }

  async function begin(): Promise<void> {
    starts += 1
    const mine = starts
    phase = 'opening'
    changed()
    const isStale = () => mine !== starts
    const found = await startSession({ call, memory, settings: { ...settings, server }, pause, isStale })
    if (isStale()) return
    if (found) return goOnWith(found)
    phase = 'unavailable'
    outbox.giveUp()
    changed()
  }

  function goOnWith(found: KeptChat): void {
    chat = found
    phase = 'open'
    outbox.restore(found.outbox)
    if (found.conversationId !== undefined) follow()
    changed()
    outbox.wake()
  }

  function follow(): void {
    if (chat?.conversationId === undefined) return
    stream?.close()
    connection = 'connecting'
    stream = openEventStream({
      address: `${server}/v1/conversations/${encodeURIComponent(chat.conversationId)}/events`,
      token: chat.token,
      onEvent: heard,
      onConnected(isConnected) {
        connection = isConnected ? 'connected' : 'lost'
        if (isConnected) isReplacement = false
        changed()
      },
      onLost: lost,
      isOver: () => phase === 'ended',
    })
  }

  function heard(event: ConversationEvent): void {
    const arrived = record.hear(event, outbox.entries)
    if (arrived !== undefined) outbox.remove([arrived])
    if (event.type === 'state') phase = event.state === 'ended' ? 'ended' : 'open'
    if (phase === 'ended') outbox.giveUp()
    changed()
    events.call(event)
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
    const sessionId = chat?.sessionId
    memory.change((kept) =>
      kept.sessionId === sessionId ? { ...kept, outbox: outbox.mergedInto(kept.outbox) } : kept,
    )
    changed()
  }

  /** The session or the conversation is not there any more: nothing can be sent or read with it. */
  function lost(why: 'unauthorized' | 'gone'): void {
    if (phase !== 'open') return
    if (followOtherTab()) return
    stopFollowing()
    const hasContent = record.told.lastSeq > 0 || outbox.entries.length > 0
    if (isReplacement || (why === 'unauthorized' && hasContent)) {
      phase = isReplacement ? 'unavailable' : 'expired'
      outbox.giveUp()
      changed()
      return
    }
    isReplacement = true
    outbox.remove(acceptedIn(outbox.entries))
    forget()
    void begin()
  }

  function stopFollowing(): void {
    stream?.close()
    stream = undefined
    connection = 'quiet'
  }

  function forget(): void {
    stopFollowing()
    memory.forget()
    chat = undefined
    record.clear()
  }

  /** There is one chat per browser: what another tab started or answered holds here too. */
  function followOtherTab(): boolean {
    const kept = memory.read()
    if (!chat || !kept || !belongsTo(kept, customerIdentifier)) return false
    if (kept.sessionId !== chat.sessionId) {
      stopFollowing()
      record.clear()
      chat = undefined
      outbox.clear()
      goOnWith(kept)
      return true
    }
    const isStarted = kept.conversationId !== chat.conversationId
    chat = { ...chat, conversationId: kept.conversationId, answers: kept.answers }
    if (isStarted) follow()
    changed()
    return isStarted
  }

  function answer(content: OutgoingChoice | OutgoingForm, used: string): string {
    keep({ answers: { ...chat?.answers, [content.inReplyTo]: used } })
    return outbox.add(content, record.told.lastSeq)
  }

  return {
    get view() {
      view ??= compose()
      return view
    },
    onChange: changes.add,
    onEvent: events.add,
    open() {
      if (starts > 0) return
      const kept = memory.read()
      if (kept && !belongsTo(kept, customerIdentifier)) memory.forget()
      stopListening = [
        memory.onElsewhere(() => void followOtherTab()),
        onPageWakes({
          online() {
            pause.wake()
            outbox.wake()
            stream?.reopen()
          },
          visible() {
            pause.wake()
            outbox.wake()
            stream?.wake()
          },
        }),
      ]
      void begin()
    },
    send(text) {
      typing.stopped()
      return outbox.add({ kind: 'text', text }, record.told.lastSeq)
    },
    choose: (messageId, { choiceId, title }) =>
      answer({ kind: 'choice', choiceId, title, inReplyTo: messageId }, choiceId),
    submitForm(messageId, form, values) {
      const { formId } = form
      const summary = formSummary(form, values)
      return answer({ kind: 'form', formId, values, summary, inReplyTo: messageId }, formId)
    },
    attach: (file) => outbox.add({ kind: 'file', file }, record.told.lastSeq),
    retry: outbox.retry,
    remove(clientMessageId) {
      const content = outbox.entries.find((entry) => entry.clientMessageId === clientMessageId)?.content
      if (chat && content && 'inReplyTo' in content) {
        const { [content.inReplyTo]: _removed, ...answers } = chat.answers
        keep({ answers })
      }
      outbox.remove([clientMessageId])
    },
    typed: typing.typed,
    stoppedTyping: typing.stopped,
    read(messageId) {
      if (phase !== 'open' || !chat || chat.readMessageId === messageId) return
      keep({ readMessageId: messageId })
      void conversation.read(messageId).then(({ outcome }) => {
        // Said again with the next look at the chat.
        if (outcome === 'later' && chat?.readMessageId === messageId) keep({ readMessageId: undefined })
      })
    },
    async end() {
      typing.stopped()
      return (await conversation.end()).outcome === 'accepted'
    },
    startNew() {
      typing.stopped()
      forget()
      outbox.clear()
      void begin()
    },
    close() {
      starts += 1
      typing.stopped()
      pause.wake()
      outbox.close()
      stream?.close()
      for (const stop of stopListening) stop()
    },
  }
}
