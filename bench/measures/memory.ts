import type { BenchContext } from './bench-context'
import { type SubjectName, startSubject } from './subject'

export interface Memory {
  readonly subject: SubjectName
  readonly open: number
  readonly bytesPerConversation: number
}

/** What a conversation that is open and silent holds: a browser's event stream and the platform's. */
export async function measureMemory(context: BenchContext): Promise<Memory[]> {
  const measured: Memory[] = []
  for (const name of ['hub', 'bare undici'] as const) {
    const subject = await startSubject(context, name)
    const load = await context.start('load')
    // What the first conversations bring with them (compiled code, pools) is not theirs.
    await load.ask('open', { url: subject.url, count: 100 })
    const before = await subject.usage()
    await load.ask('open', { url: subject.url, count: context.size.open })
    const after = await subject.usage()
    const bytesPerConversation = (after.residentBytes - before.residentBytes) / context.size.open
    measured.push({ subject: name, open: context.size.open, bytesPerConversation })
    load.kill()
    subject.program.kill()
    await subject.program.exited
  }
  return measured
}
