import {
  type Connector,
  type NewEvent,
  type ResolvedStartRequest,
  transcriptToHandOver,
} from '@conversation-hub/core'
import type { ConversationRow } from '../conversations/conversation-row'
import type { DestinationTerms } from '../conversations/destination-terms'
import type { NewConversation } from '../conversations/insert-statement'
import { startCommand } from '../conversations/start-command'
import { newCommand } from '../journal/changes'
import type { HubGroup, Resource } from '../settings/settings'

/** A conversation that is about to be kept: its row, its first event and, if there is a platform, the start command. */
export function newConversation(
  request: ResolvedStartRequest,
  {
    resource,
    hub,
    terms,
    instanceId,
    now,
    platforms,
  }: {
    resource: Resource
    hub: HubGroup
    terms: DestinationTerms
    instanceId: string
    now: Date
    platforms: ReadonlyMap<string, Connector>
  },
): NewConversation {
  const id = crypto.randomUUID()
  const managedBy = request.createInThirdPartySystems ? hub.platform : undefined
  const state = managedBy === undefined ? 'unmanaged' : 'starting'
  const capabilities = managedBy === undefined ? undefined : platforms.get(managedBy)?.capabilities
  const said = request.transcript ?? []
  const transcript = capabilities ? transcriptToHandOver(said, capabilities) : said
  const row: ConversationRow = {
    id,
    resourceId: resource.resourceId,
    channel: resource.channel,
    destination: request.customerDestination,
    customerIdentifier: request.customerIdentifier,
    language: request.language,
    attributes: request.attributes ?? {},
    priorTranscript: said,
    state,
    stateBeforeStalled: undefined,
    managedBy,
    endReason: undefined,
    nextSeq: 2,
    nextCommandSeq: managedBy === undefined ? 1 : 2,
    pendingCommands: managedBy === undefined ? 0 : 1,
    version: 1,
    owner: instanceId,
    fence: 1,
    sessionNumber: 1,
    session: undefined,
    sessionKey: undefined,
    sessionStarted: false,
    cursor: undefined,
    createdAt: now,
    endedAt: undefined,
  }
  const outbox =
    managedBy === undefined
      ? []
      : [newCommand({ platform: managedBy, command: startCommand(row, transcript) }, 1, now)]
  const first: NewEvent = { type: 'state', state, ...(managedBy !== undefined && { managedBy }) }
  return {
    terms,
    record: { row, outbox, seen: new Set(), unproven: [] },
    events: [
      {
        conversationId: id,
        seq: 1,
        type: 'state',
        at: now.toISOString(),
        body: JSON.stringify(first),
        dedupeKey: undefined,
      },
    ],
  }
}
