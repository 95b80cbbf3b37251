import {
  type Connector,
  type NewEvent,
  type ResolvedStartRequest,
  type SpokenLine,
  type StartCommand,
  transcriptToHandOver,
} from '@conversation-hub/core'
import type { ConversationRow, OutboxRow } from '../conversations/conversation-row'
import type { DestinationTerms } from '../conversations/destination-terms'
import type { NewConversation } from '../conversations/insert-statement'
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
  const outbox =
    managedBy === undefined
      ? []
      : [startRow(id, request, transcript, resource, { platform: managedBy, createdAt: now })]
  const row: ConversationRow = {
    id,
    resourceId: resource.resourceId,
    channel: resource.channel,
    destination: request.customerDestination,
    customerIdentifier: request.customerIdentifier,
    language: request.language,
    attributes: request.attributes ?? {},
    priorTranscript: request.transcript ?? [],
    state,
    stateBeforeStalled: undefined,
    managedBy,
    endReason: undefined,
    nextSeq: 2,
    nextCommandSeq: 1 + outbox.length,
    pendingCommands: outbox.length,
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

function startRow(
  conversationId: string,
  { customerDestination, customerIdentifier, attributes, language }: ResolvedStartRequest,
  transcript: ReadonlyArray<SpokenLine>,
  { channel }: Resource,
  { platform, createdAt }: { platform: string; createdAt: Date },
): OutboxRow {
  const command: StartCommand = {
    type: 'start',
    commandId: crypto.randomUUID(),
    conversationId,
    channel,
    customerDestination,
    attributes: attributes ?? {},
    ...(customerIdentifier !== undefined && { customerIdentifier }),
    ...(language !== undefined && { language }),
    ...(transcript.length > 0 && { transcript }),
  }
  return {
    seq: 1,
    platform,
    command,
    session: undefined,
    attempts: 0,
    createdAt,
    nextTryAt: undefined,
    deadAt: undefined,
    isInDoubt: false,
  }
}
