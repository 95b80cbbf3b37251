import type { Trial } from '../trial/trial'
import { killScenario } from './kills'

const STARTS = 30

/** K10, K11 and K13: the process dies while it starts a conversation, or renews its access. */
export const killsAtStart = [
  killScenario({
    id: 'K10',
    title: 'killed when the intent to start is stored',
    kill: { at: 'start-intent-stored', times: STARTS },
    kinds: ['recognises ids', 'can be read back'],
  }),
  killScenario({
    id: 'K11',
    title: 'killed when the platform has created the conversation and its id is unknown',
    kill: { at: 'platform took the start', times: STARTS },
    kinds: ['recognises ids', 'can be read back'],
  }),
  killScenario({
    id: 'K13',
    title: 'killed during the renewal of its access',
    kill: { at: 'during-renewal', times: 10 },
    kinds: ['recognises ids'],
    meanwhile: expireAgainAndAgain,
  }),
]

/** Until some conversations have begun, nobody has a token that could expire. */
function expireAgainAndAgain({ platform }: Trial): void {
  for (const afterMs of [300, 800, 1_500, 2_500, 4_000]) setTimeout(platform.expireTokens, afterMs)
}
