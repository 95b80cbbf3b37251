import type { Author, PlatformEvent } from '@conversation-hub/core'
import type { ConversationHandle, PlatformDouble } from '../subject'
import { type FakePlatform, GREETING } from './fake-platform'
import type { FakeRoom } from './fake-room'

/** The fake platform from its own side of the counter. */
export function fakeDouble(platform: FakePlatform): PlatformDouble {
  const roomOf = ({ session }: ConversationHandle): FakeRoom => {
    const room = platform.rooms.get(String(session.room))
    if (!room) throw new Error('The fake platform has no such room.')
    return room
  }
  const happens = (conversation: ConversationHandle, event: (id: string, by: Author) => PlatformEvent) => {
    const room = roomOf(conversation)
    platform.record(room, (id) => event(id, { role: 'agent', name: room.agent }))
  }

  return {
    greeting: GREETING,
    echoes: true,
    received: async (conversation) => [...roomOf(conversation).received],
    isEnded: async (conversation) => roomOf(conversation).ended,
    agent: {
      async joins(conversation, name) {
        roomOf(conversation).agent = name
        happens(conversation, (id, author) => ({ type: 'participant', id, change: 'joined', author }))
      },
      async says(conversation, text) {
        const parts = [{ type: 'text' as const, text }]
        happens(conversation, (id, author) => ({ type: 'message', id, author, parts }))
      },
      async ends(conversation) {
        roomOf(conversation).ended = true
        happens(conversation, (id) => ({ type: 'ended', id, reason: 'agent-ended' }))
      },
      async leaves(conversation) {
        happens(conversation, (id, author) => ({ type: 'participant', id, change: 'left', author }))
      },
      async types(conversation, typing) {
        happens(conversation, (_, author) => ({ type: 'typing', author, typing }))
      },
      async reads(conversation) {
        for (const { id: messageId = '' } of roomOf(conversation).received) {
          happens(conversation, (id) => ({ type: 'receipt', id, messageId, status: 'read' }))
        }
      },
    },
    async offersChoices(conversation, text, titles) {
      const choices = titles.map((title) => ({ choiceId: `choice ${title}`, title }))
      happens(conversation, (id) => ({
        type: 'message',
        id,
        author: { role: 'bot' },
        parts: [{ type: 'choices', text, choices }],
      }))
    },
    async asksForm(conversation, label) {
      const fields = [{ name: 'name', label, input: 'text' as const }]
      happens(conversation, (id) => ({
        type: 'message',
        id,
        author: { role: 'bot' },
        parts: [{ type: 'form', formId: id, fields }],
      }))
    },
    async showsFile(conversation) {
      const file = { name: 'receipt.txt', mediaType: 'text/plain', url: 'https://files.example.com/1' }
      happens(conversation, (id) => ({
        type: 'message',
        id,
        author: { role: 'bot' },
        parts: [{ type: 'attachment', ...file }],
      }))
      return file.name
    },
    customerTypes: async (conversation) => roomOf(conversation).typing,
    readByCustomer: async (conversation) => [...roomOf(conversation).readByCustomer],
    async sendsUnknown(conversation) {
      happens(conversation, () => ({ type: 'notice', code: 'from the future', text: 'unheard of' }))
    },
    cutStreams: async () => platform.cutStreams(),
    openStreams: async () => platform.openStreams(),
    expireAccess: async (conversation) => platform.expireAccess(roomOf(conversation)),
    failures: [
      'refuse',
      'unavailable',
      'rate-limited',
      'html',
      'timeout-before',
      'timeout-after',
      'cut-after',
    ],
    failNext: async (failure, command) => platform.failNext(failure, command),
    failNextOther: async (failure, call) => platform.failNext(failure, asOnTheWire[call]),
  }
}

const asOnTheWire = { end: 'end', typing: 'typing', receipt: 'read', readTranscript: 'entries' } as const
