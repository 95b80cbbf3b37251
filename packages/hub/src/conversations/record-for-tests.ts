import { newCommand } from '../journal/changes'
import type { ConversationRow, OutboxRow } from './conversation-row'
import type { ConversationRecord } from './record'

/** A record for tests of pure functions: managed, in the care of a bot, with nothing waiting. */
export function recordForTests({
  row = {},
  outbox = [],
  unproven = [],
}: {
  row?: Partial<ConversationRow>
  outbox?: ReadonlyArray<OutboxRow>
  unproven?: ConversationRecord['unproven']
} = {}): ConversationRecord {
  return { row: { ...managed, ...row }, outbox, unproven, seen: new Set() }
}

export function sendForTests(messageId: string, seq = 2): OutboxRow {
  const message = { type: 'text' as const, text: 'hi' }
  const command = { type: 'send' as const, commandId: messageId, messageId, message }
  return newCommand({ platform: 'fake', command }, seq, new Date())
}

export function startForTests(seq = 1, platform = 'fake'): OutboxRow {
  return {
    ...sendForTests('none', seq),
    platform,
    command: {
      type: 'start',
      commandId: `start ${seq}`,
      conversationId: managed.id,
      channel: 'sms',
      customerDestination: '+1',
      attributes: {},
    },
  }
}

const managed: ConversationRow = {
  id: '00000000-0000-4000-8000-000000000001',
  resourceId: 'web',
  channel: 'web-chat',
  destination: 'somebody',
  customerIdentifier: undefined,
  language: undefined,
  attributes: {},
  priorTranscript: [],
  state: 'with-bot',
  stateBeforeStalled: undefined,
  managedBy: 'fake',
  endReason: undefined,
  nextSeq: 2,
  nextCommandSeq: 3,
  pendingCommands: 0,
  version: 1,
  owner: '00000000-0000-4000-8000-000000000002',
  fence: 1,
  sessionNumber: 1,
  session: undefined,
  sessionKey: undefined,
  sessionStarted: true,
  cursor: undefined,
  createdAt: new Date(),
  endedAt: undefined,
}
