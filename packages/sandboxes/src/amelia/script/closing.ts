import { ameliaText, closed } from '../message/say'
import type { AmeliaSwitches } from '../switches'
import type { Step } from '../world/conversation'
import { type Scene, tell } from './scene'

/** A close that the customer's side asked for; the pre-close process may still talk before the end. */
export function closing(scene: Scene, skipPreCloseSurvey: boolean): Step[] {
  const end = tell(closed('The conversation has been closed.', 'user'), {
    becomes: { name: 'closed', by: 'user' },
  })
  if (skipPreCloseSurvey || scene.switches.preClose === 'none') return [end]
  return [
    tell(ameliaText('Before you go: thank you for talking to us.'), {
      becomes: { name: 'closing' },
      asks: null,
    }),
    tell(ameliaText('You can rate this conversation at https://survey.example.com.')),
    end,
  ]
}

/** The inactivity limit has passed. */
export function idledOut(idleEnd: AmeliaSwitches['idleEnd']): Step[] {
  const draft = closed('The conversation was closed because nobody wrote.', 'timeout')
  const type = idleEnd === 'session-closed' ? 'OutboundSessionClosedMessage' : draft.type
  return [tell({ ...draft, type }, { becomes: { name: 'closed', by: 'timeout' } })]
}
