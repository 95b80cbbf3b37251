import type { Trial } from '../trial/trial'
import { killScenario } from './kills'

/** K10, K11 and K13: the process dies while it starts a conversation, or renews its access. */
export const killsAtStart = [
  killScenario({
    id: 'K10',
    title: 'killed when the intent to start is stored',
    kill: { at: 'start-intent-stored', per: 'conversation' },
    kinds: ['recognises ids', 'can be read back'],
  }),
  killScenario({
    id: 'K10b',
    title: 'killed when the start is committed, before its answer',
    kill: { at: 'after-start-commit-before-answer', per: 'conversation' },
    kinds: ['recognises ids', 'can be read back'],
    isForNights: true,
  }),
  killScenario({
    id: 'K11',
    title: 'killed when the platform has created the conversation and its id is unknown',
    kill: { at: 'platform took the start', per: 'conversation' },
    kinds: ['recognises ids', 'can be read back'],
  }),
  killScenario({
    id: 'K13',
    title: 'killed during the renewal of its access',
    kill: { at: 'during-renewal', per: 'conversation' },
    kinds: ['recognises ids'],
    meanwhile: expireAgainAndAgain,
  }),
]

/** Whenever some more has been said, every access that was given out is refused. */
function expireAgainAndAgain({ platform }: Trial): void {
  const { onEffect } = platform
  let said = 0
  platform.onEffect = (request) => {
    onEffect(request)
    if (request.kind !== 'say') return
    said += 1
    if (said % 40 === 0) platform.expireTokens()
  }
}
