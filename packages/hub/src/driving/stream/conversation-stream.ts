import { type Connector, pause } from '@conversation-hub/core'
import type { ConversationRecord } from '../../conversations/record'
import { awaitOpening } from './await-opening'
import { echoProof } from './echo-proof'
import { type OpenStream, openStream } from './open-stream'
import { stepKeeping } from './step-keeping'
import type { StreamOptions } from './stream-options'

interface Options extends StreamOptions {
  /** Another instance has taken over. */
  readonly lost: () => void
}

export interface ConversationStream {
  /** Keeps the stream of the record's platform open, and no other. */
  follow(record: ConversationRecord): void
  /** Resolves when the stream is open, if the platform needs it open before the start. */
  openBeforeStart(connector: Connector): Promise<void>
  /**
   * To be called when the platform has taken something: it works, and is about to answer. A stream that failed several
   * times, and waits for up to half a minute, is opened now.
   */
  hurry(): void
  /** Waits for the platform's echo of a message. False if it would have come by now. */
  proof(messageId: string): Promise<boolean>
  /** If reading removes messages at the platform: stops reading, and resolves when the step that is under way is kept. */
  settle(): Promise<void>
}

/** The event stream of one conversation, if its platform has one per conversation. */
export function conversationStream(options: Options): ConversationStream {
  const { context, conversation, signal } = options
  const echo = echoProof(conversation, context.journal, signal)
  const steps = stepKeeping({ conversation, echo, lost: options.lost })
  let open: OpenStream | undefined
  /** This instance stops: the step that is under way is the last. */
  let isEnough = false
  /** A start that waits for its stream has to make way for the renewal. */
  let onAccessRefused = () => {}

  function start(connector: Connector, first: ConversationRecord, resumed: boolean): OpenStream | undefined {
    const { arrival } = connector
    if (arrival.kind !== 'stream') return undefined
    const { sessionNumber } = first.row
    return openStream({
      connector,
      arrival,
      first,
      resumed,
      echo,
      steps,
      isEnough: () => isEnough,
      onAccessRefused: () => onAccessRefused(),
      onNeverStarted() {
        if (open?.sessionNumber === sessionNumber) open = undefined
      },
      // Last, because this is made at every start (decision 0015).
      ...options,
    })
  }

  return {
    follow(record) {
      const { row } = record
      if (open && (open.sessionNumber !== row.sessionNumber || row.endedAt !== undefined)) {
        open.stop.abort()
        open = undefined
      }
      if (open || row.endedAt !== undefined || !row.sessionStarted || row.managedBy === undefined) return
      const connector = context.platforms.get(row.managedBy)
      if (connector) open = start(connector, record, true)
    },
    async openBeforeStart(connector) {
      const { arrival } = connector
      if (arrival.kind !== 'stream' || arrival.opens !== 'before-start') return
      const record = await conversation.get()
      const refused = new Promise<void>((resolve) => {
        onAccessRefused = resolve
      })
      open ??= start(connector, record, false)
      if (open) await awaitOpening(connector.platform, { refused, ...open })
    },
    hurry: () => open?.hurry(),
    proof: echo.proof,
    async settle() {
      if (open?.lastStepWithinMs === undefined) return
      isEnough = true
      const late = new AbortController()
      await Promise.race([open.finished, pause(open.lastStepWithinMs, late.signal)])
      late.abort()
    },
  }
}
