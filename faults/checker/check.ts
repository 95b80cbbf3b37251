import { type Line, textOf } from './line'
import type { Effect, Logs, Passage } from './logs'
import { notOneToOne } from './starts'

/**
 * - `A`: an accepted line was neither delivered nor shown as failed, or was shown as failed without having been refused.
 * - `B`: a line had more than one visible effect at a sink.
 * - `C`: lines of one conversation came out in another order than they went in.
 * - `D`: a line was shown in another conversation than its own.
 * - `E`: one start has more than one conversation, at the platform or in its answers, or one at the platform that
 *   nobody knows of any more.
 */
export type Verdict = 'A' | 'B' | 'C' | 'D' | 'E'

export interface Violation {
  readonly verdict: Verdict
  /** What happened to whom, in one line. */
  readonly detail: string
}

/** What the logs prove to be wrong; nothing when every guarantee was kept. */
export function check({ passages, ...starts }: Logs): Violation[] {
  return [
    ...passages.flatMap((passage) => [
      ...lost(passage),
      ...failedWrongly(passage),
      ...doubled(passage),
      ...disordered(passage),
      ...crossed(passage),
    ]),
    ...notOneToOne(starts),
  ]
}

function lost({ to, accepted, effects, failuresShown }: Passage): Violation[] {
  const settled = new Set([...effects.map(({ line }) => textOf(line)), ...failuresShown.map(textOf)])
  return accepted
    .map(textOf)
    .filter((line) => !settled.has(line))
    .map((line) => ({ verdict: 'A', detail: `${to}: ${line} was accepted and is lost` }))
}

function failedWrongly({ to, effects, failuresShown, refused }: Passage): Violation[] {
  const arrived = new Set(effects.map(({ line }) => textOf(line)))
  const mayFail = new Set(refused.map(textOf))
  return [...new Set(failuresShown.map(textOf))].flatMap((line) => {
    const failed = `${to}: ${line} was shown as failed`
    if (arrived.has(line)) return [{ verdict: 'A' as const, detail: `${failed}, and had arrived` }]
    return mayFail.has(line) ? [] : [{ verdict: 'A' as const, detail: `${failed}, and was never refused` }]
  })
}

function doubled({ to, effects, failuresShown }: Passage): Violation[] {
  const twice = (lines: ReadonlyArray<Line>, how: string) =>
    [...timesOf(lines)]
      .filter(([, count]) => count > 1)
      .map(([line, count]) => ({ verdict: 'B' as const, detail: `${to}: ${line} was ${how} ${count} times` }))
  return [
    ...twice(
      effects.map(({ line }) => line),
      'shown',
    ),
    ...twice(failuresShown, 'shown as failed'),
  ]
}

function timesOf(lines: ReadonlyArray<Line>): Map<string, number> {
  const times = new Map<string, number>()
  for (const line of lines) times.set(textOf(line), (times.get(textOf(line)) ?? 0) + 1)
  return times
}

/** A line may be missing, or be shown again (that is `B`), but never come before one that was accepted earlier. */
function disordered({ to, effects }: Passage): Violation[] {
  return [...byConversation(effects)].flatMap(([, lines]) =>
    firstShowings(lines).flatMap((line, index, shown) => {
      const before = shown[index - 1]
      if (before === undefined || before.n < line.n) return []
      return [{ verdict: 'C' as const, detail: `${to}: ${textOf(line)} came after ${textOf(before)}` }]
    }),
  )
}

function byConversation(effects: ReadonlyArray<Effect>): Map<string, Line[]> {
  const lines = new Map<string, Line[]>()
  for (const { line } of effects) {
    const known = lines.get(line.conversation)
    if (known) known.push(line)
    else lines.set(line.conversation, [line])
  }
  return lines
}

function firstShowings(lines: ReadonlyArray<Line>): Line[] {
  const seen = new Set<number>()
  return lines.filter(({ n }) => !seen.has(n) && seen.add(n))
}

function crossed({ to, effects }: Passage): Violation[] {
  return effects
    .filter(({ shownIn, line }) => shownIn !== line.conversation)
    .map(({ shownIn, line }) => ({ verdict: 'D', detail: `${to}: ${textOf(line)} was shown in ${shownIn}` }))
}
