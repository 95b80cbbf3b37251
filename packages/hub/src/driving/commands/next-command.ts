import type { OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import { DATABASE_PAUSE_MS } from '../../database/database-pause'
import type { Standing } from '../../leases/under-lease'
import { askToTry, attemptAdmitted } from './admission'
import { type CommandRunner, createCommandRunner } from './command-runner'
import { type EndsBeside, endsBeside, type TryingOptions } from './ends-beside'
import { headsOf, isEndOfEarlier } from './heads'
import { heldUp, triedUntil, undeliverable } from './outcome-changes'
import { pointlessOf } from './pointless-commands'
import { isWaiting } from './session-care'

/** Tries the commands of one conversation, each in its turn. */
export interface NextCommand {
  /**
   * Does one thing. Returns how long to wait before the next, in milliseconds, or `done` if there is nothing more to do.
   * `standing` is that of the moment at which the record was read.
   */
  run(record: ConversationRecord, standing: Standing): Promise<number | 'done'>
  /** Resolves when no command is under way beside the others. */
  settled(): Promise<void>
}

export function nextCommand(options: TryingOptions): NextCommand {
  const { context, conversation, doubt } = options.runner
  const runner = createCommandRunner(options.runner)
  /** Present once there was an end to tell to a platform that the conversation has left. */
  let beside: EndsBeside | undefined

  async function run(record: ConversationRecord, standing: Standing): Promise<number | 'done'> {
    let least: number | 'done' = 'done'
    for (const head of headsOf(record.outbox)) {
      const wait = await runOne(record, head, standing)
      if (wait === 0) return 0
      if (wait !== 'done') least = least === 'done' ? wait : Math.min(least, wait)
    }
    return least
  }

  async function runOne(
    record: ConversationRecord,
    head: OutboxRow,
    standing: Standing,
  ): Promise<number | 'done'> {
    if (beside?.isUnderWay(head)) return 'done'
    const pointless = pointlessOf(record, head, runner.mayHaveStarted)
    if (pointless.length > 0) {
      // A move may have taken some away meanwhile.
      await conversation.write((now) => {
        const left = pointless.filter((one) => isWaiting(now, one))
        return { ...undeliverable(now, left, doubt.about), value: undefined }
      })
      return 0
    }
    if (head.deadAt) {
      if (!record.outbox.some((one) => one.deadAt === undefined && !isEndOfEarlier(one))) return 'done'
      await conversation.write((now) => ({ ...heldUp(now, head, context.now()), value: undefined }))
      return 0
    }
    const wait = (head.nextTryAt?.getTime() ?? 0) - context.now().getTime()
    if (wait > 0) return wait
    if (!standing.mayAct()) return DATABASE_PAUSE_MS
    return await tryHead(record, head, standing)
  }

  async function tryHead(
    record: ConversationRecord,
    head: OutboxRow,
    standing: Standing,
  ): Promise<number | 'done'> {
    const admission = await askToTry(context, record.row, head, conversation)
    if ('waitMs' in admission) {
      const until = triedUntil(head, context.takeOver(record.row, 'fallback'))
      if (context.now().getTime() + admission.waitMs < until.getTime()) return admission.waitMs
      await runner.giveUp(head, admission.error)
      return 0
    }
    const attempt = (by: CommandRunner) =>
      attemptAdmitted(admission, (taken) => by.attempt(record, head, { standing, taken }))
    if (!isEndOfEarlier(head)) {
      await attempt(runner)
      return 0
    }
    beside ??= endsBeside(options)
    beside.run(head, attempt)
    return 'done'
  }

  return { run, settled: async () => await beside?.settled() }
}
