import { describe, expect, it } from 'vitest'
import { check, type Verdict } from './check'
import { type Line, lineOf, textOf } from './line'
import type { Effect, Logs } from './logs'

const CONVERSATIONS = ['a', 'b', 'c']
const LINES = 20

/** The logs of a relay that did everything right: conversations interleaved, each in its order. */
function faithful(): { accepted: Line[]; effects: Effect[]; failuresShown: Line[]; refused: Line[] } {
  const accepted = Array.from({ length: LINES }, (_, n) =>
    CONVERSATIONS.map((conversation) => ({ conversation, n: n + 1 })),
  ).flat()
  return {
    accepted,
    effects: accepted.map((line) => ({ shownIn: line.conversation, line })),
    failuresShown: [],
    refused: [],
  }
}

const creations = CONVERSATIONS.map((key) => ({ key, platformConversation: `at the platform ${key}` }))
const starts = CONVERSATIONS.map((key) => ({ key, conversationId: `of the hub ${key}` }))
const ended = creations.map(({ platformConversation }) => platformConversation)

type Relay = ReturnType<typeof faithful>

/** Both directions are checked alike, so every mutant is put into either. */
const verdictsOn = (mutate: (relay: Relay) => void) =>
  [0, 1].map((mutated) => {
    const passages = ['the platform', 'the customer'].map((to, index) => {
      const relay = faithful()
      if (index === mutated) mutate(relay)
      return { to, ...relay }
    })
    return verdictsOf({ passages, creations, starts, ended })
  })

const verdictsOf = (logs: Logs) => [...new Set(check(logs).map(({ verdict }) => verdict))].sort()

const at = (relay: Relay, text: string) => relay.effects.findIndex(({ line }) => textOf(line) === text)

function move(relay: Relay, text: string, to: number): void {
  const [moved] = relay.effects.splice(at(relay, text), 1)
  if (moved) relay.effects.splice(to, 0, moved)
}

/** A relay that breaks one promise each, and the verdict that has to fall. */
const mutants: ReadonlyArray<readonly [string, ReadonlyArray<Verdict>, (relay: Relay) => void]> = [
  ['loses a line', ['A'], (relay) => void relay.effects.splice(at(relay, 'b#7'), 1)],
  ['loses the last line', ['A'], (relay) => void relay.effects.pop()],
  [
    'loses everything of a conversation',
    ['A'],
    (relay) => keep(relay, ({ line }) => line.conversation !== 'c'),
  ],
  ['shows a line twice in a row', ['B'], (relay) => again(relay, 'a#3', at(relay, 'a#3'))],
  ['shows a line again at the end', ['B'], (relay) => again(relay, 'a#3', relay.effects.length)],
  ['swaps two lines', ['C'], (relay) => move(relay, 'c#5', at(relay, 'c#4'))],
  ['brings a line late by five', ['C'], (relay) => move(relay, 'c#5', at(relay, 'c#10'))],
  ['brings the first line last', ['C'], (relay) => move(relay, 'a#1', relay.effects.length - 1)],
  ['shows a line in another conversation', ['D'], (relay) => cross(relay, 'a#9', 'b')],
  [
    'shows a line in its own conversation and in another',
    ['B', 'D'],
    (relay) => {
      again(relay, 'a#9', at(relay, 'a#9'))
      cross(relay, 'a#9', 'b')
    },
  ],
  [
    'loses one line and says of another that it failed',
    ['A'],
    (relay) => {
      relay.effects.splice(at(relay, 'b#7'), 1)
      relay.failuresShown.push({ conversation: 'b', n: 8 })
    },
  ],
  [
    'loses the only one of 400 lines',
    ['A'],
    (relay) => {
      const more = Array.from({ length: 400 }, (_, n) => ({ conversation: 'd', n: n + 1 }))
      relay.accepted.push(...more)
      relay.effects.push(...more.filter(({ n }) => n !== 237).map((line) => ({ shownIn: 'd', line })))
    },
  ],
  [
    'says of a line that it failed, and it had arrived',
    ['A'],
    (relay) => {
      relay.refused.push({ conversation: 'b', n: 8 })
      relay.failuresShown.push({ conversation: 'b', n: 8 })
    },
  ],
  [
    'gives up a line that nobody has refused',
    ['A'],
    (relay) => {
      relay.effects.splice(at(relay, 'b#7'), 1)
      relay.failuresShown.push({ conversation: 'b', n: 7 })
    },
  ],
  [
    'says twice of a line that it failed',
    ['B'],
    (relay) => {
      refuse(relay, { conversation: 'b', n: 7 })
      relay.failuresShown.push({ conversation: 'b', n: 7 })
    },
  ],
]

function refuse(relay: Relay, line: Line): void {
  relay.effects.splice(at(relay, textOf(line)), 1)
  relay.refused.push(line)
  relay.failuresShown.push(line)
}

function keep(relay: Relay, wanted: (effect: Effect) => boolean): void {
  relay.effects = relay.effects.filter(wanted)
}

function again(relay: Relay, text: string, index: number): void {
  const effect = relay.effects[at(relay, text)]
  if (effect) relay.effects.splice(index, 0, effect)
}

function cross(relay: Relay, text: string, shownIn: string): void {
  relay.effects = relay.effects.map((effect, index) =>
    index === at(relay, text) ? { ...effect, shownIn } : effect,
  )
}

describe('the checker', () => {
  it('passes a faithful relay', () => {
    expect(check({ passages: [{ to: 'the platform', ...faithful() }], creations, starts, ended })).toEqual([])
  })

  it('passes an honest failure, and a line that was delivered though nobody was told', () => {
    const relay = faithful()
    refuse(relay, { conversation: 'b', n: 7 })
    relay.accepted = relay.accepted.filter((line) => textOf(line) !== 'a#2')
    expect(check({ passages: [{ to: 'the platform', ...relay }], creations, starts, ended })).toEqual([])
  })

  it.each(mutants)('catches a relay that %s', (_, verdicts, mutate) => {
    expect(verdictsOn(mutate)).toEqual([verdicts, verdicts])
  })

  it('catches a start with two conversations at the platform', () => {
    const twice = [...creations, { key: 'a', platformConversation: 'another' }]
    expect(verdictsOf({ passages: [], creations: twice, starts })).toEqual(['E'])
  })

  it('catches a start that is answered with two conversations', () => {
    const twice = [...starts, { key: 'a', conversationId: 'another' }]
    expect(verdictsOf({ passages: [], creations, starts: twice, ended })).toEqual(['E'])
  })

  it('catches a conversation at the platform that nobody ends', () => {
    expect(verdictsOf({ passages: [], creations, starts, ended: ended.slice(1) })).toEqual(['E'])
  })

  it('does not mind one creation that is reported twice', () => {
    expect(
      verdictsOf({ passages: [], creations: [...creations, ...creations], starts: [...starts, ...starts] }),
    ).toEqual([])
  })
})

describe('a line', () => {
  it('is recognised by its text', () => {
    expect(lineOf(textOf({ conversation: 'k4-12', n: 7 }))).toEqual({ conversation: 'k4-12', n: 7 })
  })

  it.each(['Hello', 'You said k4-12#7', 'k4-12#7.', 'k4-12#'])('is not found in %s', (text) => {
    expect(lineOf(text)).toBeUndefined()
  })
})
