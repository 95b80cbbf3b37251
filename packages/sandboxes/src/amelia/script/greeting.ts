import { menu } from '../message/form'
import { avatarStatus, internalStatus, ready } from '../message/say'
import type { Conversation, Step } from '../world/conversation'
import { ask } from './forms'
import { answering, type Scene, tell, words } from './scene'

/** The names gateways and clients use for a first name; Amelia has no standard key. */
const nameKeys = ['firstName', 'first_name', 'givenName', 'customerName', 'userName', 'name']

/** The greeting process of the domain. All its messages answer one internal start message. */
export function greeting(scene: Scene, startMessageId: string): Step[] {
  if (scene.switches.greeting === 'none') return answering(startMessageId, [tell(ready())])
  const name = customerName(scene.conversation)
  const hello = `Hello${name ? `, ${name}` : ''}! I am Amelia, your virtual agent.`
  return answering(startMessageId, [
    tell(avatarStatus('HAPPY')),
    ...words(scene, hello),
    ...offer(scene),
    tell(internalStatus()),
    tell(ready()),
  ])
}

function offer(scene: Scene): ReturnType<typeof tell>[] {
  if (scene.switches.menu === 'form') return [ask(scene, menu)]
  return words(scene, 'I can track your order or let you talk to a person.')
}

/** A flow reads its variables, the attributes, and request headers where they are passed on. */
function customerName({ headers, variables, attributes }: Conversation): string | undefined {
  const given: Record<string, string> = {
    name: headers['x-customer-name'] ?? '',
    ...variables,
    ...attributes,
  }
  return nameKeys.map((key) => given[key]).find((value) => value !== undefined && value !== '')
}
