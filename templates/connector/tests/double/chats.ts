/** One chat as the platform holds it. */
export interface Chat {
  readonly id: string
  readonly messages: { id: string; text: string }[]
  readonly events: { number: number; kind: string; [detail: string]: unknown }[]
  agent: string
  typing: boolean
  ended: boolean
}

export const GREETING = 'Welcome to My Platform. What can I do for you?'

/** The platform's memory, and the bell that wakes who waits for something to happen. */
export function createChats() {
  const chats = new Map<string, Chat>()
  const waiting = new Set<() => void>()

  function record(chat: Chat, kind: string, details: object = {}): void {
    chat.events.push({ number: chat.events.length + 1, kind, at: new Date().toISOString(), ...details })
    for (const wake of waiting) wake()
  }

  return {
    find: (id: string) => chats.get(id),
    record,
    /** The same id twice is one chat. */
    open(id: string): Chat {
      const existing = chats.get(id)
      if (existing) return existing
      const chat: Chat = { id, messages: [], events: [], agent: 'Nobody', typing: false, ended: false }
      chats.set(id, chat)
      record(chat, 'message', { from: 'bot', name: 'Robbie', text: GREETING })
      return chat
    },
    /** The same message id twice is one message. */
    say(chat: Chat, id: string, text: string): void {
      if (chat.messages.some((message) => message.id === id)) return
      chat.messages.push({ id, text })
      record(chat, 'message', { from: 'customer', messageId: id, text })
    },
    end(chat: Chat, by: string): void {
      chat.ended = true
      record(chat, 'ended', { by })
    },
    /** Resolves when something has happened anywhere, at the latest after the time given. */
    somethingHappens(milliseconds: number): Promise<void> {
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, milliseconds)
        waiting.add(wake)
      })
    },
  }
}
