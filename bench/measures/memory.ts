import type { BenchContext } from './bench-context'
import { perOperation, type Subject, type SubjectName, startSubject } from './subject'

export interface Memory {
  readonly subject: SubjectName
  readonly open: number
  readonly bytesPerConversation: number
  readonly idle: Idle
}

/** What a server does while all its conversations are open and nobody says anything. */
interface Idle {
  readonly seconds: number
  /** Shares of one processor. */
  readonly cpu: number
  readonly databaseCpu: number | undefined
  /** How much more memory there is afterwards, as a share of what there was. */
  readonly growth: number
}

/** What a conversation that is open and silent holds: a browser's event stream and the platform's. */
export async function measureMemory(context: BenchContext): Promise<Memory[]> {
  const { open, idleSeconds } = context.size
  const measured: Memory[] = []
  for (const name of ['hub', 'bare-undici'] as const) {
    const subject = await startSubject(context, name)
    // What the first conversations bring with them (compiled code, pools) is not theirs.
    await subject.load.ask('open', { url: subject.url, count: 100 })
    const before = await subject.memory()
    await subject.load.ask('open', { url: subject.url, count: open })
    const after = await subject.memory()
    const bytesPerConversation = (after.residentBytes - before.residentBytes) / open
    measured.push({ subject: name, open, bytesPerConversation, idle: await idleOf(subject, idleSeconds) })
    await subject.stop()
  }
  return measured
}

/**
 * In milliseconds. When the work lets up, and after a collection that was asked for, V8 tidies for seconds and gives
 * memory back: that belongs to the work and to the asking.
 */
const UNTIL_IDLE_MS = 45_000

async function idleOf(subject: Subject, seconds: number): Promise<Idle> {
  await new Promise((resolve) => setTimeout(resolve, UNTIL_IDLE_MS))
  const resident = await subject.residentBytes()
  const before = await subject.cpu()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const { own, database } = perOperation(before, await subject.cpu(), seconds * 1_000_000)
  const growth = (await subject.residentBytes()) / resident - 1
  return { seconds, cpu: own, databaseCpu: database, growth }
}
