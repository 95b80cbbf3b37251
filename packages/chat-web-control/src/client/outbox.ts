import type { HubReply } from './hub-call'
import { newId } from './new-id'
import { isTooLarge, type OutboxEntry, type Outgoing, type Progress } from './outgoing'
import { wordsOf } from './reading'
import { createPause, retryDelay, waitFor } from './retry'
import type { ChatPhase } from './view'

export interface OutboxSettings {
  /** `open`: there is a session to send with; `wake` when there is. After it, nothing can be delivered. */
  phase(): ChatPhase
  deliver(entry: OutboxEntry, signal: AbortSignal): Promise<HubReply>
  /** Comes after every change and before the network hears of it, so that it can be kept first. */
  onChange(): void
  onLost(why: 'unauthorized' | 'gone'): void
}

export interface Outbox {
  readonly entries: readonly OutboxEntry[]
  add(content: Outgoing, afterSeq: number): string
  /** Takes up what an earlier page view left unsent, before what was said since. */
  restore(earlier: readonly OutboxEntry[]): void
  retry(clientMessageId: string): void
  remove(clientMessageIds: readonly string[]): void
  clear(): void
  /** Nothing of it will be delivered: what waits is shown as not delivered. */
  giveUp(): void
  /** What to keep: ours, and what another tab has put there. */
  mergedInto(kept: readonly OutboxEntry[]): OutboxEntry[]
  /** Goes on with what is waiting: a session is there, or the network is back. */
  wake(): void
  /** The network changed: the answer that is awaited over the old one may never come, so it is said again at once. */
  reopen(): void
  close(): void
}

/** What could not be delivered for so long is said to be so, instead of arriving when nobody expects it. */
const givenUpAfter = 30 * 60_000

/** Sends what the customer says: one at a time, in order, each until the hub has it or refuses it. */
export function createOutbox(settings: OutboxSettings): Outbox {
  const pause = createPause()
  const everHad = new Set<string>()
  let entries: readonly OutboxEntry[] = []
  let sending = false
  let closed = false
  let attempt = new AbortController()
  /** The file that did not come through in its time: its id. */
  let tooSlow: string | undefined

  function replace(clientMessageId: string, progress: Progress, at?: number): void {
    entries = entries.map((entry) =>
      entry.clientMessageId === clientMessageId ? { ...entry, progress, at: at ?? entry.at } : entry,
    )
    settings.onChange()
  }

  const isOver = () => settings.phase() !== 'open' && settings.phase() !== 'opening'

  function next(): OutboxEntry | undefined {
    if (closed || settings.phase() !== 'open') return undefined
    return entries.find(isWaiting)
  }

  async function sendWaiting(): Promise<void> {
    if (sending) return
    sending = true
    let repeat = 0
    for (let entry = next(); entry; entry = next()) {
      const wait = await sendOne(entry, repeat + 1)
      repeat = wait === 0 ? 0 : repeat + 1
      if (wait > 0) await pause.wait(wait)
    }
    sending = false
  }

  /** Milliseconds to wait before going on. */
  async function sendOne(entry: OutboxEntry, repeat: number): Promise<number> {
    const { clientMessageId, at, progress, content } = entry
    if (Date.now() - at > givenUpAfter) {
      replace(clientMessageId, givenUp(entry))
      return 0
    }
    if (progress.step === 'unsent') replace(clientMessageId, { step: 'tried' })
    attempt = new AbortController()
    const { signal } = attempt
    const reply = await settings.deliver(entry, signal)
    if (closed) return 0
    switch (reply.outcome) {
      case 'accepted': {
        const messageId = wordsOf(reply.body.messageId)
        // A 2xx of something in between, not of the hub.
        if (messageId === undefined) return retryDelay(repeat)
        replace(clientMessageId, { step: 'accepted', messageId })
        return 0
      }
      case 'refused':
        replace(clientMessageId, { step: 'refused', code: reply.code })
        return 0
      case 'later':
        if (signal.aborted) return 0
        if (content.kind === 'file' && reply.isTooSlow) {
          const isAgain = tooSlow === clientMessageId
          tooSlow = isAgain ? undefined : clientMessageId
          // Over this line it will not come: the words behind it need not wait for half an hour.
          if (isAgain) {
            replace(clientMessageId, { step: 'refused', isUnheard: true })
            return 0
          }
        }
        return waitFor(reply.afterMs, repeat)
      case 'unauthorized':
      case 'gone':
        settings.onLost(reply.outcome)
        // Nothing is sent any more, unless another tab has gone on meanwhile: then so does this one.
        return 0
    }
  }

  function beginningOf(content: Outgoing): Progress {
    if (isTooLarge(content)) return { step: 'refused', code: 'message-too-large' }
    return { step: isOver() ? 'refused' : 'unsent' }
  }

  function wake(): void {
    pause.wake()
    void sendWaiting()
  }

  return {
    get entries() {
      return entries
    },
    add(content, afterSeq) {
      const clientMessageId = newId()
      const entry: OutboxEntry = {
        clientMessageId,
        content,
        at: Date.now(),
        afterSeq,
        progress: beginningOf(content),
      }
      everHad.add(clientMessageId)
      entries = [...entries, entry]
      settings.onChange()
      void sendWaiting()
      return clientMessageId
    },
    retry(clientMessageId) {
      const entry = entries.find((one) => one.clientMessageId === clientMessageId)
      if (entry?.progress.step !== 'refused' || isOver()) return
      replace(clientMessageId, { step: 'tried' }, Date.now())
      void sendWaiting()
    },
    restore(earlier) {
      entries = [...earlier.filter((entry) => !everHad.has(entry.clientMessageId)), ...entries]
      for (const { clientMessageId } of earlier) everHad.add(clientMessageId)
      settings.onChange()
    },
    remove(clientMessageIds) {
      entries = entries.filter((entry) => !clientMessageIds.includes(entry.clientMessageId))
      settings.onChange()
    },
    clear() {
      attempt.abort()
      entries = []
      settings.onChange()
    },
    giveUp() {
      if (!entries.some(isWaiting)) return
      entries = entries.map((entry) => (isWaiting(entry) ? { ...entry, progress: givenUp(entry) } : entry))
      settings.onChange()
    },
    mergedInto(kept) {
      return [
        ...kept.filter(({ clientMessageId }) => !everHad.has(clientMessageId)),
        ...entries.filter(({ progress }) => progress.step !== 'accepted'),
      ]
    },
    wake,
    reopen() {
      attempt.abort()
      wake()
    },
    close() {
      closed = true
      pause.wake()
    },
  }
}

function givenUp({ progress }: OutboxEntry): Progress {
  return { step: 'refused', isUnheard: progress.step === 'tried' }
}

function isWaiting({ progress }: OutboxEntry): boolean {
  return progress.step === 'unsent' || progress.step === 'tried'
}
