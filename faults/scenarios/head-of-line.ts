import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

/** U1: the platform does not answer one conversation; nobody else may notice. */
export const headOfLine: Scenario = {
  id: 'U1',
  title: 'one conversation’s call hangs, and the others go on',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'u1',
      async fault({ platform, customers, platformLog }) {
        const [slow, ...others] = await customers(CONVERSATIONS)
        await talk(others, 3)
        let hanging = 0
        platform.misbehaviour = (request) => {
          if (request.kind !== 'say' || !request.text.startsWith(`${slow?.label}#`)) return undefined
          hanging += 1
          return { answer: 'nothing', taken: true }
        }
        await slow?.say(3)
        while (hanging === 0) await seconds(0.02)
        const before = platformLog.heard.length
        const began = performance.now()
        await talk(others)
        const expected = before + others.length * 10
        while (platformLog.heard.length < expected && performance.now() - began < 10_000) await seconds(0.02)
        platform.misbehaviour = () => undefined
        return unless(
          platformLog.heard.length >= expected,
          `${expected - platformLog.heard.length} lines of others were held up by one conversation`,
        )
      },
    }),
}
