import { type ConversationHandle, testConnector } from '@conversation-hub/conformance'
import { startSalesforceSandbox } from '@conversation-hub/sandboxes'
import { z } from 'zod'
import { byocConnectorFor } from './byoc-sandbox'
import { failures, faultFor, shownBy, tokensShownTo } from './failures'

const acknowledgementSchema = z.object({
  acknowledgements: z.array(
    z.object({ acknowledgementType: z.string(), acknowledgedConversationEntryIdentifier: z.string() }),
  ),
})

const paths = {
  end: 'messagingSession',
  typing: 'interactions',
  receipt: 'acknowledgement',
  readTranscript: '(not declared)',
}

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
        ...shownBy(sandbox, idOf),
        isEnded: async (handle) => transcript(handle)?.state === 'ended',
        agent: {
          joins: async (handle, name) => sandbox.agent(idOf(handle), { action: 'join', name }),
          says: async (handle, text) => sandbox.agent(idOf(handle), { action: 'say', text }),
          ends: async (handle) => sandbox.agent(idOf(handle), { action: 'end' }),
          leaves: async (handle) => sandbox.agent(idOf(handle), { action: 'leave' }),
          types: async (handle, typing) => sandbox.agent(idOf(handle), { action: 'typing', typing }),
          // The sandbox tells it by itself.
          reads: async () => {},
        },
        customerTypes: async (handle) => transcript(handle)?.customerTyping === true,
        readByCustomer: async () =>
          sandbox
            .requests()
            .filter(({ path, status }) => path.endsWith('/acknowledgement') && status === 200)
            .flatMap(({ body }) => acknowledged(body)),
        cutStreams: async () => {
          sandbox.faults.add({ kind: 'cut', path: '/cometd/*' })
        },
        expireAccess: async () => sandbox.expireAccessTokens(),
        failures,
        failNext: async (failure, command) => {
          const path = command === 'start' ? '/api/v1/conversation' : '/api/v1/interactions'
          sandbox.faults.add({ ...faultFor(failure), method: 'POST', path })
        },
        failNextOther: async (failure, call) => {
          sandbox.faults.add({ ...faultFor(failure), method: 'POST', path: `/api/v1/${paths[call]}` })
        },
      },
      get secrets() {
        return [sandbox.credentials.clientSecret, ...tokensShownTo(sandbox)]
      },
      stop: () => sandbox.close(),
    }
  },
})

function acknowledged(body: unknown): string[] {
  const { acknowledgements } = acknowledgementSchema.parse(body)
  return acknowledgements
    .filter(({ acknowledgementType }) => acknowledgementType === 'Read')
    .map((one) => one.acknowledgedConversationEntryIdentifier)
}
