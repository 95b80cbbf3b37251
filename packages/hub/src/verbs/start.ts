import {
  ConversationError,
  parseRequest,
  type ResolvedStartRequest,
  type StartRequest,
  type StartResult,
  startRequestSchema,
} from '@conversation-hub/core'
import { readConversationRow } from '../conversations/columns'
import type { ConversationRow } from '../conversations/conversation-row'
import type { DestinationTerms } from '../conversations/destination-terms'
import { insertStatement, type NewConversation } from '../conversations/insert-statement'
import { DatabaseError, forCallers } from '../database/database-error'
import { groupCommit } from '../database/group-commit'
import type { Fleet } from '../driving/fleet'
import { handedOver } from '../driving/moves/handed-over'
import { closeAt } from '../journal/close-conversation'
import type { Journal } from '../journal/journal'
import { readDestination, refuseUnmetTerms, termsOf } from './destination'
import type { HubContext } from './hub-context'
import { type Idempotency, idempotencyOf, keyConflict, rememberKey } from './idempotency'
import type { KnownDestination } from './known-destination'
import { newConversation } from './new-conversation'
import { resourceWithHub } from './resource-of'

/** How often a start tries again when others start and end at the same destination meanwhile. */
const LOOKS = 20
/** By how much the clocks of two instances may differ, in milliseconds. */
const CLOCKS_APART_MS = 10_000

type Context = Pick<HubContext, 'settings' | 'database' | 'instanceId' | 'now' | 'lapses'> & {
  readonly journal: Pick<Journal, 'remember' | 'change'>
  readonly fleet: Pick<Fleet, 'launch' | 'doubt'>
}

/** Start Conversation. On however many instances, there is one live conversation per resource and destination. */
export function createStarter(context: Context) {
  const write = async (batch: ReadonlyArray<NewConversation>): Promise<boolean[]> => {
    const { text, values } = insertStatement(batch)
    const written = await context.database.queryPrepared('insert-conversations', text, values)
    const ids = new Set(written.map(({ id }) => String(id)))
    return batch.map(({ record }) => ids.has(record.row.id))
  }
  const insert = groupCommit(write)

  /** Writes the conversation, unless something is in its way. */
  async function tryInsert(conversation: NewConversation): Promise<boolean> {
    context.settings.failpoint('before-start-commit')
    const lapses = context.lapses()
    try {
      if (!(await insert(conversation))) return false
    } catch (thrown) {
      // The same key came twice in this batch, or at the same moment on another instance. One by one, each gets its own
      // answer.
      if (!isPassing(thrown)) throw inDoubt(thrown)
      const [written] = await write([conversation]).catch((again) => {
        if (isPassing(again)) return [false]
        throw inDoubt(again)
      })
      if (!written) return false
    }
    if (context.lapses() === lapses) {
      context.journal.remember(conversation.record)
      context.fleet.launch(conversation.record)
      return true
    }
    // The answer came so late that another instance may own the conversation by now. If none does, this one will find it.
    context.fleet.doubt()
    return true
  }

  /** Perhaps only the answer was lost. Then the conversation exists, and this instance has to drive it. */
  function inDoubt(thrown: unknown): unknown {
    if (thrown instanceof DatabaseError && thrown.failure === 'unavailable') context.fleet.doubt()
    return thrown
  }

  return async function startConversation(
    written: StartRequest,
    { webSession, sessionSince, phone }: KnownDestination = {},
  ): Promise<StartResult> {
    const request = parseRequest(startRequestSchema, written, 'The start request')
    const { resource, hub } = resourceWithHub(context.settings, request.resourceId)
    try {
      const destination =
        webSession?.sessionId ??
        phone ??
        readDestination(context.settings, resource, request.customerDestination)
      const terms = webSession ? {} : termsOf(context.settings, resource, destination)
      const { resourceId } = resource
      const resolved = { ...request, resourceId, customerDestination: destination }
      const idempotency = idempotencyOf(resolved)
      for (let look = 0; look < LOOKS; look += 1) {
        const conversation = newConversation(resolved, {
          resource,
          hub,
          terms,
          instanceId: context.instanceId,
          now: context.now(),
          platforms: context.settings.platforms,
        })
        const complete = {
          ...conversation,
          ...(idempotency && { idempotency }),
          ...(webSession && { webSession }),
        }
        if (await tryInsert(complete)) {
          context.settings.failpoint('after-start-commit-before-answer')
          sayWhatWasCut(context, conversation, request)
          return resultOf(conversation.record.row, true)
        }
        const existing = await inTheWay(context, resolved, { idempotency, terms, sessionSince })
        if (existing) return resultOf(existing, false)
      }
    } catch (thrown) {
      throw forCallers(thrown)
    }
    throw new ConversationError(
      'rate-limited',
      `Conversations at this destination of "${request.resourceId}" are started and ended faster than one can be returned.`,
      { retryAfterMs: 1_000 },
    )
  }
}

function isPassing(thrown: unknown): boolean {
  return thrown instanceof DatabaseError && (thrown.failure === 'collision' || thrown.failure === 'again')
}

/** The result of a start that could not be written, from what was in its way. `undefined` if the way may be free now. */
async function inTheWay(
  context: Context,
  request: ResolvedStartRequest,
  {
    idempotency,
    terms,
    sessionSince,
  }: {
    readonly idempotency: Idempotency | undefined
    readonly terms: DestinationTerms
    readonly sessionSince: Date | undefined
  },
): Promise<ConversationRow | undefined> {
  const { database } = context
  const { resourceId, customerDestination: destination } = request
  // Before the key is looked up: a conversation that is found here and was started with that key is then found by it,
  // too.
  const [live] = await database.query(
    'SELECT * FROM conversations WHERE resource_id = $1 AND destination = $2 AND ended_at IS NULL',
    [resourceId, destination],
  )
  if (idempotency) {
    const [key] = await database.query(
      `SELECT k.fingerprint, c.* FROM idempotency_keys k JOIN conversations c ON c.id = k.conversation_id WHERE k.key = $1`,
      [idempotency.key],
    )
    if (key && key.fingerprint !== idempotency.fingerprint) throw keyConflict()
    if (key) return readConversationRow(key)
  }
  await refuseUnmetTerms(context, { resourceId, destination }, terms)
  if (!live) return undefined
  const row = readConversationRow(live)
  switch (isOfAnother(row, request, sessionSince) ? 'replace' : request.onLive) {
    case 'return':
      // If another start with this key was faster, this one gets the same result, or a conflict.
      if (idempotency && !(await rememberKey(context, idempotency, row.id))) return undefined
      return row
    case 'reject':
      throw new ConversationError(
        'conversation-live',
        `The resource "${resourceId}" already has a live conversation with this destination: ${row.id}. Use that one, or ` +
          'start with onLive: "replace", which closes it first.',
      )
    case 'replace':
      await closeAt(context, row.id, { resourceId, destination })
      return undefined
  }
}

/**
 * Whether another customer, whose expired session had the same id, has left this conversation live. The new one must
 * not see it.
 */
function isOfAnother(
  { createdAt, customerIdentifier }: ConversationRow,
  request: ResolvedStartRequest,
  sessionSince: Date | undefined,
): boolean {
  if (sessionSince === undefined || customerIdentifier === request.customerIdentifier) return false
  return createdAt.getTime() < sessionSince.getTime() - CLOCKS_APART_MS
}

/** Tells the operator that the platform was not told everything that was said before. */
function sayWhatWasCut(
  { settings: { log } }: Context,
  { record: { row, outbox } }: NewConversation,
  { transcript = [] }: ResolvedStartRequest,
): void {
  const command = outbox[0]?.command
  if (command?.type !== 'start' || row.managedBy === undefined) return
  const { leftOut: count } = handedOver(transcript, command.transcript ?? [])
  const { id: conversationId, managedBy: platform } = row
  if (count > 0) log({ level: 'warn', event: 'transcript-cut', conversationId, platform, count })
}

function resultOf({ id, state, managedBy }: ConversationRow, created: boolean): StartResult {
  return { conversationId: id, created, state, ...(managedBy !== undefined && { managedBy }) }
}
