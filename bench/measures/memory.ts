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
  const { open, idleSeconds, settleSeconds } = context.size
  const measured: Memory[] = []
  for (const name of ['hub', 'bare-undici'] as const) {
    const subject = await startSubject(context, name)
    // What the first conversations bring with them (compiled code, pools) is not theirs.
    await subject.load.ask('open', { url: subject.url, count: 100 })
    const before = await subject.memory()
    await subject.load.ask('open', { url: subject.url, count: open })
    const after = await subject.memory()
    const bytesPerConversation = (after.residentBytes - before.residentBytes) / open
    // The bare server does nothing at all meanwhile: a minute shows that as well as ten.
    const seconds = name === 'hub' ? idleSeconds : Math.min(idleSeconds, 60)
    const idle = await idleOf(subject, seconds, settleSeconds)
    measured.push({ subject: name, open, bytesPerConversation, idle })
    await subject.stop()
  }
  return measured
}

async function idleOf(subject: Subject, seconds: number, settleSeconds: number): Promise<Idle> {
  await new Promise((resolve) => setTimeout(resolve, settleSeconds * 1_000))
  const resident = await subject.residentBytes()
  const before = await subject.cpu()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const { own, database } = perOperation(before, await subject.cpu(), seconds * 1_000_000)
  const growth = (await subject.residentBytes()) / resident - 1
  return { seconds, cpu: own, databaseCpu: database, growth }
}
