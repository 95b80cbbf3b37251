import type { PlatformEvent } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { at, bot, entry } from './sample-entry'
import { translateEntry } from './translate-entry'

const changed = (...entries: [operation: string, role: string, displayName: string][]) => ({
  entries: entries.map(([operation, role, displayName]) => ({
    operation,
    participant: { role },
    displayName,
  })),
})
const session = (sessionStatus: string, sessionEndedByRole?: string, sessionStatusPrev?: string) => ({
  sessionId: 's',
  sessionStatus,
  sessionEndedByRole: sessionEndedByRole ?? null,
  sessionStatusPrev,
})
const routing = (routingType: string, failureType = 'None', seconds = -1) => ({
  routingType,
  failureType,
  errorMessages: [],
  estimatedWaitTime: { estimatedWaitTimeInSeconds: seconds, isEWTRequested: seconds >= 0 },
})
const words = (text: string) => ({
  id: 'm1',
  messageType: 'StaticContentMessage',
  staticContent: { formatType: 'Text', text },
})
const ended = (reason: string) => ({ type: 'ended', id: 'ended', reason })

const happenings: [string, string, unknown, unknown[]][] = [
  [
    'a bot joins',
    'ParticipantChanged',
    changed(['add', 'Chatbot', 'Astro']),
    [{ type: 'participant', id: 'e1', at, change: 'joined', author: bot }],
  ],
  ['agents whisper', 'Note', { abstractMessage: words('Between us') }, []],
  ['a transfer is under way', 'TransferProgress', { text: 'Half-way' }, []],
  [
    'a message is changed afterwards',
    'MessageUpdated',
    { updatedMessage: words('Better') },
    [{ type: 'notice', code: 'message-changed', text: expect.stringContaining('as it was') }],
  ],
  [
    'a hand-over in one entry',
    'ParticipantChanged',
    changed(['remove', 'Chatbot', 'Astro'], ['add', 'Agent', 'Sam']),
    [
      { type: 'participant', id: 'e1', at, change: 'left', author: bot },
      { type: 'participant', id: 'e1/1', at, change: 'joined', author: { role: 'agent', name: 'Sam' } },
    ],
  ],
  [
    'routers and systems come and go unseen',
    'ParticipantChanged',
    changed(
      ['add', 'Router', 'r'],
      ['remove', 'System', 's'],
      ['add', 'EndUser', 'g'],
      ['update', 'Agent', 'a'],
    ),
    [],
  ],
  ['typing', 'TypingStartedIndicator', { timestamp: 1 }, [{ type: 'typing', author: bot, typing: true }]],
  [
    'no more typing',
    'TypingStoppedIndicator',
    { timestamp: 1 },
    [{ type: 'typing', author: bot, typing: false }],
  ],
  [
    'progress',
    'ProgressIndicator',
    { progressIndicator: { progressMessage: { text: 'Looking' } } },
    [{ type: 'typing', author: bot, typing: true }],
  ],
  [
    'delivered',
    'DeliveryAcknowledgement',
    { acknowledgedConversationEntryIdentifier: 'm9' },
    [{ type: 'receipt', id: 'e1', messageId: 'm9', status: 'delivered' }],
  ],
  [
    'read',
    'ReadAcknowledgement',
    { acknowledgedConversationEntryIdentifier: 'm9' },
    [{ type: 'receipt', id: 'e1', messageId: 'm9', status: 'read' }],
  ],
  [
    'not delivered',
    'MessageDeliveryFailed',
    { failedConversationEntryIdentifier: 'm9', errorCode: '101' },
    [{ type: 'receipt', id: 'e1', messageId: 'm9', status: 'failed', code: '101' }],
  ],
  [
    'a place in the queue',
    'QueuePosition',
    { position: 2, workItemId: 'w' },
    [{ type: 'queue', id: 'e1', position: 2 }],
  ],
  ['a first routing', 'RoutingResult', routing('Initial'), []],
  [
    'a waiting time that nobody asked for',
    'RoutingResult',
    {
      ...routing('Initial'),
      estimatedWaitTime: { estimatedWaitTimeInSeconds: 0, isEWTRequested: false },
    },
    [],
  ],
  [
    'a transfer',
    'RoutingResult',
    routing('Transfer', 'None', 90),
    [
      { type: 'state', id: 'e1', state: 'waiting' },
      { type: 'queue', id: 'e1/queue', waitSeconds: 90 },
    ],
  ],
  ['a first routing that fails', 'RoutingResult', routing('Initial', 'RoutingError'), [ended('no-agent')]],
  [
    'a transfer that fails',
    'RoutingResult',
    routing('Transfer', 'SubmissionError'),
    [expect.objectContaining({ type: 'notice', code: 'transfer-failed' })],
  ],
  ['a routing that was cancelled', 'RoutingResult', routing('Initial', 'Cancelled'), []],
  ['waiting', 'SessionStatusChanged', session('Waiting'), [{ type: 'state', id: 'e1', state: 'waiting' }]],
  ['active', 'SessionStatusChanged', session('Active'), []],
  ['inactive is open', 'SessionStatusChanged', session('Inactive'), []],
  ['ended by the agent', 'SessionStatusChanged', session('Ended', 'Agent'), [ended('agent-ended')]],
  ['ended by the bot', 'SessionStatusChanged', session('Ended', 'Chatbot'), [ended('bot-ended')]],
  ['ended by the customer', 'SessionStatusChanged', session('Ended', 'EndUser'), [ended('customer-ended')]],
  [
    'ended after silence',
    'SessionStatusChanged',
    session('Ended', 'System', 'Inactive'),
    [ended('customer-idle')],
  ],
  ['ended in the queue', 'SessionStatusChanged', session('Ended', 'System', 'Waiting'), [ended('no-agent')]],
  [
    'ended by the system',
    'SessionStatusChanged',
    session('Ended', 'System', 'Active'),
    [ended('platform-expired')],
  ],
  [
    'a session in error',
    'SessionStatusChanged',
    session('Error'),
    [expect.objectContaining({ code: 'session-error' })],
  ],
  ['closed by the customer', 'CloseConversation', {}, [ended('customer-ended')]],
  [
    'consent',
    'EndUserConsentUpdated',
    { consentStatus: 'OptOut' },
    [expect.objectContaining({ type: 'notice', code: 'consent-updated' })],
  ],
  [
    'consent in words that somebody wrote',
    'EndUserConsentUpdated',
    { consentStatus: 'Stop, says Ada' },
    [expect.objectContaining({ text: expect.stringMatching(/ is now unknown\.$/) })],
  ],
  ['something of tomorrow', 'HologramStarted', { hologram: 1 }, []],
  ['a known kind with nothing in it', 'ParticipantChanged', {}, []],
]

describe('what happens', () => {
  it.each(happenings)('%s', (_, kind, payload, expected) => {
    const events: PlatformEvent[] = translateEntry(kind, entry(payload))
    expect(events).toEqual(expected)
  })

  it('does not take the customer’s own typing and receipts for news', () => {
    const own = entry({ acknowledgedConversationEntryIdentifier: 'm9' }, 'EndUser')
    expect(translateEntry('TypingStartedIndicator', own)).toEqual([])
    expect(translateEntry('ReadAcknowledgement', own)).toEqual([])
  })

  it('knows the message of a receipt by the records that belong to it, too', () => {
    const receipt = { ...entry({}), relatedRecords: ['m9'] }
    expect(translateEntry('ReadAcknowledgement', receipt)).toEqual([
      { type: 'receipt', id: 'e1', messageId: 'm9', status: 'read' },
    ])
  })

  it('gives every event of one entry an id of its own', () => {
    const events = translateEntry('RoutingResult', entry(routing('Transfer', 'None', 5)))
    const ids = events.flatMap((event) => ('id' in event ? [event.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
  })
})
