import type { Desk } from '../desk/desk'
import { agentforceDesk } from './agentforce/desk'
import type { AgentSessions } from './agentforce/session'
import { messagingDesk } from './messaging/desk'
import type { Messaging } from './messaging/messaging'

/** One desk for the whole org: messaging conversations, and Agentforce sessions to look at. */
export function salesforceDesk(platform: Messaging, sessions: AgentSessions): Desk {
  const messaging = messagingDesk(platform)
  const agentforce = agentforceDesk(sessions)
  return {
    title: 'Salesforce sandbox',
    colour: '#0b5cab',
    conversations: () => [...messaging.conversations(), ...agentforce.conversations()],
    conversation: (id) => messaging.conversation(id) ?? agentforce.conversation(id),
    agent(id, action) {
      const owner = agentforce.conversation(id) === undefined ? messaging : agentforce
      owner.agent(id, action)
    },
    watch: platform.watchers.watch,
  }
}
