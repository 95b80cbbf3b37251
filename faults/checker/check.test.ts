import { describe, expect, it } from 'vitest'
import { check, type Verdict } from './check'
import { type Line, lineOf, textOf } from './line'
import type { Effect, Logs } from './logs'

const CONVERSATIONS = ['a', 'b', 'c']
const LINES = 20

/** The logs of a relay that did everything right: conversations interleaved, each in its order. */
function faithful(): { accepted: Line[]; effects: Effect[]; failuresShown: Line[] } {
  const accepted = Array.from({ length: LINES }, (_, n) =>
    CONVERSATIONS.map((conversation) => ({ conversation, n: n + 1 })),
  ).flat()
  return {
    accepted,
    effects: accepted.map((line) => ({ shownIn: line.conversation, line })),
    failuresShown: [],
  }
}

const creations = CONVERSATIONS.map((key) => ({ key, platformConversation: `at the platform ${key}` }))

type Relay = ReturnType<typeof faithful>

/** Both directions are checked alike, so every mutant is put into either. */
const verdictsOn = (mutate: (relay: Relay) => void) =>
  [0, 1].map((mutated) => {
    const passages = ['the platform', 'the customer'].map((to, index) => {
      const relay = faithful()
      if (index === mutated) mutate(relay)
      return { to, ...relay }
    })
    return verdictsOf({ passages, creations })
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
]

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
    expect(check({ passages: [{ to: 'the platform', ...faithful() }], creations })).toEqual([])
  })

  it('passes an honest failure, and a line that was delivered though nobody was told', () => {
    const relay = faithful()
    relay.effects = relay.effects.filter(({ line }) => textOf(line) !== 'b#7')
    relay.failuresShown.push({ conversation: 'b', n: 7 })
    relay.accepted = relay.accepted.filter((line) => textOf(line) !== 'a#2')
    expect(check({ passages: [{ to: 'the platform', ...relay }], creations })).toEqual([])
  })

  it.each(mutants)('catches a relay that %s', (_, verdicts, mutate) => {
    expect(verdictsOn(mutate)).toEqual([verdicts, verdicts])
  })

  it('catches a start with two conversations at the platform', () => {
    const twice = [...creations, { key: 'a', platformConversation: 'another' }]
    expect(verdictsOf({ passages: [], creations: twice })).toEqual(['E'])
  })

  it('does not mind one creation that is reported twice', () => {
    expect(verdictsOf({ passages: [], creations: [...creations, ...creations] })).toEqual([])
  })
})

describe('a line', () => {
  it('is recognised in the text that carries it', () => {
    expect(lineOf(`You said ${textOf({ conversation: 'k4-12', n: 7 })}`)).toEqual({
      conversation: 'k4-12',
      n: 7,
    })
  })

  it('is not found in other texts', () => {
    expect(lineOf('Hello')).toBeUndefined()
  })
})
