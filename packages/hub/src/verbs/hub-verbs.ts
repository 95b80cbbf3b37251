import { ConversationError, idSchema, parseRequest } from '@conversation-hub/core'
import { z } from 'zod'
import { createTurns } from '../channels/in-turn'
import { isConversationId, noSuchConversation } from '../conversations/conversation-id'
import { isErased } from '../conversations/conversation-row'
import { forCallers } from '../database/database-error'
import type { AccountStreams } from '../driving/account-streams/account-streams'
import type { PlatformAccounts } from '../driving/platform-accounts'
import type { FanOut } from '../fan-out/fan-out'
import type { WakeUps } from '../fan-out/wake-ups'
import { eraseCustomer } from '../housekeeping/erase-customer'
import type { House } from '../housekeeping/keep-house'
import type { Hub } from '../hub'
import { closeConversation } from '../journal/close-conversation'
import type { InstanceLease } from '../leases/instance-lease'
import { findWebSession } from '../sessions/web-sessions'
import { createAvailability } from './availability'
import { closeHub } from './close-hub'
import { getConsent, recordConsent } from './consent'
import { discardDeadLetters, findDeadLetters, replayDeadLetters } from './dead-letters'
import { describe } from './describe'
import { sendFile } from './files'
import type { HubContext } from './hub-context'
import { createMessageRate } from './message-rate'
import { sendMessage } from './messages'
import { moveConversation, moveCustomer } from './move'
import { createFileReader } from './read-file'
import { findConversations, readConversation, readRow, readTranscript } from './reading'
import { addReceipt } from './receipts'
import { createSessionStarter, publicSession } from './sessions'
import { createStarter } from './start'
import { receiveWebhook } from './webhooks'

interface Running {
  readonly fanOut: FanOut
  readonly lease: InstanceLease
  readonly wakeUps: WakeUps
  readonly accounts: PlatformAccounts
  readonly accountStreams: AccountStreams
  readonly house: House
}

const changeSchema = z.strictObject({ customerIdentifier: idSchema })

/** The hub as its callers see it, on top of its parts. */
export function hubVerbs(
  context: HubContext,
  { fanOut, lease, wakeUps, accounts, accountStreams, house }: Running,
): Hub {
  const { database, journal, fleet, carrying } = context
  const checkAvailability = createAvailability(context)
  const readFile = createFileReader(context)
  const startConversation = createStarter(context)
  const startSession = createSessionStarter(context, startConversation)
  const receiving = { ...context, startConversation, inTurn: createTurns() }
  const refuseTooMany = createMessageRate(context.settings.limits.messagesPerConversation)
  const changedBesideJournal = {
    beside: (id: string) => fanOut.changedElsewhere(id),
    perhaps: (ids: Iterable<string>) => wakeUps.doubt(ids),
  }
  let closing: Promise<void> | undefined

  return {
    startSession,
    findSession: (sessionId) =>
      safely(async () => {
        const session = await findWebSession(database, sessionId)
        return session && publicSession(session)
      }),
    checkAvailability,
    // What only the hub itself may say of a destination, nobody else can pass.
    startConversation: (request) => startConversation(request),
    getConversation: (id) => safely(() => readConversation(context, id)),
    findConversations: (filter) => safely(() => findConversations(context, filter)),
    sendMessage: (id, message, options) =>
      inConversation(id, () => {
        if (options?.author === undefined) refuseTooMany(id)
        return sendMessage(context, id, message, options?.author)
      }),
    sendFile: (id, file) =>
      inConversation(id, () => {
        refuseTooMany(id)
        return sendFile(context, id, file)
      }),
    readFile: (id, fileId) => inConversation(id, () => readFile(id, fileId)),
    setTyping: (id, typing) =>
      safely(async () => {
        if (fleet.drives(id)) {
          // Typing is a courtesy: if the platform does not take it now, it is not told again.
          void fleet.typing(id, typing).catch(() => {})
          return
        }
        await readRow(context, id)
        wakeUps.tell({ typing: { id, typing } })
      }),
    addReceipt: (id, receipt) => inConversation(id, () => addReceipt(context, id, receipt)),
    closeConversation: (id, reason = 'operator') =>
      inConversation(id, async () => {
        await context.inOrder.next(id, () => closeConversation(context, id, reason))
        return await readConversation(context, id)
      }),
    moveConversation: (id, { platform }) => inConversation(id, () => moveConversation(context, id, platform)),
    moveCustomer: (id, to) => inConversation(id, () => moveCustomer(context, id, to)),
    updateCustomerIdentifier: (id, customerIdentifier) =>
      inConversation(id, async () => {
        parseRequest(changeSchema, { customerIdentifier }, 'The change')
        await journal.change(id, ({ row }) => {
          if (isErased(row)) throw noSuchConversation()
          return { row: { customerIdentifier }, value: undefined }
        })
        return await readConversation(context, id)
      }),
    getTranscript: (id) => inConversation(id, () => readTranscript(context, id)),
    getConsent: (query) => safely(() => getConsent(context, query)),
    recordConsent: (told) => safely(() => recordConsent(context, told)),
    eraseCustomer: (customerIdentifier) =>
      safely(() => eraseCustomer(context, customerIdentifier, wakeUps.changed)),
    listen: (id, afterSeq, listener, { customerDestination } = {}) =>
      safely(async () => {
        const { nextSeq } = await readRow(context, id)
        // The events that the listener has seen no longer exist. The row shows that: it has just been read from the
        // database.
        const from = afterSeq < nextSeq ? afterSeq : 0
        return fanOut.listen(id, from, listener, customerDestination)
      }),
    receiveWebhook: (name, request) => safely(() => receiveWebhook(receiving, name, request)),
    findDeadLetters: (filter = {}) => safely(() => findDeadLetters(context, filter)),
    replayDeadLetters: (which) => safely(() => replayDeadLetters(context, which, changedBesideJournal)),
    discardDeadLetters: (which) => safely(() => discardDeadLetters(context, which, changedBesideJournal)),
    checkReady: () =>
      safely(async () => {
        await database.query('SELECT 1')
        if (!lease.held()) {
          throw new ConversationError(
            'database-unavailable',
            'This instance has lost its lease: the database was down or slow, or this process was stopped. It takes a new ' +
              'one by itself.',
          )
        }
      }),
    describe: () => describe(context.settings),
    measure: () => ({
      conversations_driven: fleet.count(),
      conversations_carried: carrying.count(),
      listeners: fanOut.count(),
      circuits_open: accounts.openCircuits(),
      dead_letters: house.deadLetters(),
    }),
    close: () => {
      closing ??= closeHub({ database, fleet, carrying, accountStreams, house, wakeUps, lease, fanOut })
      return closing
    },
  }
}

/** Throws `conversation-not-found` for an id that cannot be one, without asking the database. */
function inConversation<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
  return safely(() => {
    if (isConversationId(id)) return work()
    throw noSuchConversation()
  })
}

/** Lets callers see `ConversationError` and nothing else. */
async function safely<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    throw forCallers(thrown)
  }
}
