import type { RequestRecord } from './request-record'

/** One line for an operator: no tokens, no bodies, no queries. */
export interface ServerLogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly event: 'http-request' | 'foreign-conversation'
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** Milliseconds from the request's head to the end of the answer. For an event stream, how long it was open. */
  readonly durationMs: number
  readonly caller?: 'app' | 'session' | 'visitor'
  readonly sessionId?: string
  readonly conversationId?: string
  readonly code?: string
  /** The client went away before it had the whole answer. */
  readonly aborted?: true
  /** Where an unexpected error was thrown. */
  readonly thrown?: string
}

/** Takes one entry for each request that has been answered. */
export type ServerLog = (entry: ServerLogEntry) => void

export interface Outcome {
  readonly status: number
  readonly durationMs: number
  readonly aborted: boolean
}

const QUIET_PATHS = new Set(['/healthz', '/readyz', '/metrics'])

/** What is logged about a request that has been answered. Pure. */
export function logEntryOf(record: RequestRecord, { status, durationMs, aborted }: Outcome): ServerLogEntry {
  const { requestId, method, path, caller, conversationId, code, thrown, refusedConversation } = record
  return {
    level: levelOf(record, status),
    event: refusedConversation ? 'foreign-conversation' : 'http-request',
    requestId,
    method,
    path,
    status,
    durationMs: Math.round(durationMs * 100) / 100,
    ...(caller && { caller: caller.kind }),
    ...(caller?.kind === 'session' && { sessionId: caller.sessionId }),
    ...(conversationId !== undefined && { conversationId }),
    ...(code !== undefined && { code }),
    ...(aborted && { aborted: true }),
    ...(thrown !== undefined && { thrown }),
  }
}

function levelOf({ path, refusedConversation }: RequestRecord, status: number): ServerLogEntry['level'] {
  if (status === 500) return 'error'
  if (status > 500 || refusedConversation) return 'warn'
  return QUIET_PATHS.has(path) ? 'debug' : 'info'
}
