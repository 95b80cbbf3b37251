import { answersTold } from './answers-told'
import type { ChatClient } from './chat-client'
import { createChatCourse } from './chat-course'
import { formSummary } from './form-summary'
import { createListeners } from './listeners'
import { once } from './once'
import type { OutgoingChoice, OutgoingForm } from './outgoing'
import type { ChatClientSettings } from './settings'
import { createTypingNotice } from './typing-notice'
import type { ChatView } from './view'
import type { ConversationEvent } from './wire'

/** A client that does nothing until it is opened. Throws a `TypeError` without a `resourceId`. */
export function createChatClient(settings: ChatClientSettings): ChatClient {
  if (!settings?.resourceId)
    throw new TypeError('createChatClient needs the id of a web chat: createChatClient({ resourceId: "…" }).')
  const changes = createListeners<[]>()
  const events = createListeners<[ConversationEvent]>()
  const course = createChatCourse(settings, { changed, heard: events.call })
  const { record, outbox, conversation } = course
  const typing = createTypingNotice((isTyping) => {
    if (course.phase === 'open' && course.chat?.conversationId !== undefined)
      void conversation.typing(isTyping)
  })
  let view: ChatView | undefined

  function changed(): void {
    view = undefined
    changes.call()
  }

  /**
   * Lists are put together when somebody looks at them: after a reload every event changes the view, and few of these views are
   * drawn.
   */
  function compose(): ChatView {
    const { phase, connection, chat } = course
    const { told } = record
    const { typing: typers, queue, expectsInput, state, reason } = told
    const items = record.items(outbox.entries)
    const answers = once(() => answersTold(told, chat?.answers ?? {}))
    return {
      phase,
      connection,
      conversationId: chat?.conversationId,
      get items() {
        return items()
      },
      isRepeating: record.isRepeating,
      typing: typers,
      queue,
      expectsInput,
      state,
      endReason: reason,
      get answers() {
        return answers()
      },
    }
  }

  function answer(content: OutgoingChoice | OutgoingForm, used: string): string {
    course.keep({ answers: { ...course.chat?.answers, [content.inReplyTo]: used } })
    return outbox.add(content, record.told.lastSeq)
  }

  return {
    get view() {
      view ??= compose()
      return view
    },
    onChange: changes.add,
    onEvent: events.add,
    open: course.open,
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
    fileAddress: conversation.fileAddress,
    retry: outbox.retry,
    remove(clientMessageId) {
      const content = outbox.entries.find((entry) => entry.clientMessageId === clientMessageId)?.content
      if (course.chat && content && 'inReplyTo' in content) {
        const { [content.inReplyTo]: _removed, ...answers } = course.chat.answers
        course.keep({ answers })
      }
      outbox.remove([clientMessageId])
    },
    typed: typing.typed,
    stoppedTyping: typing.stopped,
    read(messageId) {
      if (course.phase !== 'open' || course.chat?.readMessageId === messageId) return
      course.keep({ readMessageId: messageId })
      void conversation.read(messageId).then(({ outcome }) => {
        // Said again with the next look at the chat.
        if (outcome === 'later' && course.chat?.readMessageId === messageId)
          course.keep({ readMessageId: undefined })
      })
    },
    async end() {
      typing.stopped()
      return (await conversation.end()).outcome === 'accepted'
    },
    startNew() {
      typing.stopped()
      course.startNew()
    },
    close() {
      typing.stopped()
      course.close()
    },
  }
}
