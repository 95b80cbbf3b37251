import { type ConversationHandle, testConnector } from '@conversation-hub/conformance'
import { startSalesforceSandbox } from '@conversation-hub/sandboxes'
import { byocConnectorFor } from './byoc-sandbox'
import { failures, faultFor } from './failures'

testConnector({
  name: 'salesforce byoc',
  async start() {
    const sandbox = await startSalesforceSandbox({ switches: { autoAgent: false } })
    const idOf = ({ session }: ConversationHandle) => String(session.conversationIdentifier)
    const transcript = (handle: ConversationHandle) => sandbox.conversation(idOf(handle))
    return {
      connect: () => byocConnectorFor(sandbox),
      double: {
        greeting: 'Hello! I am Astro. How can I help you today?',
        echoes: false,
        received: async (handle) =>
          (transcript(handle)?.transcript ?? [])
            .filter(({ kind, author }) => kind === 'message' && author.role === 'customer')
            .map(({ lineId: id, text }) => ({ id, text })),
        isEnded: async (handle) => transcript(handle)?.state === 'ended',
        agent: {
          joins: async (handle, name) => sandbox.agent(idOf(handle), { action: 'join', name }),
          says: async (handle, text) => sandbox.agent(idOf(handle), { action: 'say', text }),
          ends: async (handle) => sandbox.agent(idOf(handle), { action: 'end' }),
          leaves: async (handle) => sandbox.agent(idOf(handle), { action: 'leave' }),
          types: async (handle, typing) => sandbox.agent(idOf(handle), { action: 'typing', typing }),
        },
        customerTypes: async (handle) => transcript(handle)?.customerTyping === true,
        failures,
        failNext: async (failure, command) => {
          const path = command === 'start' ? '/api/v1/conversation' : '/api/v1/interactions'
          sandbox.faults.add({ ...faultFor(failure), method: 'POST', path })
        },
      },
      secrets: [sandbox.credentials.clientSecret],
      stop: () => sandbox.close(),
    }
  },
})
