import { type ConversationHandle, type PlatformDouble, testConnector } from '@conversation-hub/conformance'
import { type SalesforceSandbox, startSalesforceSandbox } from '@conversation-hub/sandboxes'
import { salesforceEnhancedChat } from '../src'
import { failures, faultFor, shownBy, tokensShownTo } from './failures'

testConnector({
  name: 'salesforce enhanced chat',
  async start() {
    const sandbox = await startSalesforceSandbox({ switches: { autoAgent: false } })
    const { orgId, deployment } = sandbox.credentials
    // The suite says more in a minute than Salesforce's limit allows, which the sandbox does not enforce here.
    const limits = { messagesPerMinute: 1_000 }
    return {
      connect: () => salesforceEnhancedChat({ scrtUrl: sandbox.url, orgId, deployment, limits }),
      double: doubleOf(sandbox),
      get secrets() {
        return tokensShownTo(sandbox)
      },
      stop: () => sandbox.close(),
    }
  },
})

const requests = {
  end: { method: 'DELETE', path: '*/session' },
  typing: { method: 'POST', path: '*/entry' },
  receipt: { method: 'POST', path: '*/acknowledge-entries' },
  readTranscript: { method: 'GET', path: '*/entries' },
}

function doubleOf(sandbox: SalesforceSandbox): PlatformDouble {
  const idOf = ({ session }: ConversationHandle) => String(session.conversationId)
  const transcript = (handle: ConversationHandle) => sandbox.conversation(idOf(handle))
  return {
    greeting: 'Hello! I am Astro. How can I help you today?',
    echoes: true,
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
        .filter(({ path, status }) => path.endsWith('/acknowledge-entries') && status === 202)
        .flatMap(({ body }) => acknowledged(body)),
    cutStreams: async () => sandbox.streams.cut(),
    openStreams: async () => sandbox.streams.count,
    expireAccess: async () => sandbox.expireCustomerTokens(),
    failures,
    failNext: async (failure, command) => {
      const path = command === 'start' ? '/iamessage/api/v2/conversation' : '*/message'
      sandbox.faults.add({ ...faultFor(failure), method: 'POST', path })
    },
    failNextOther: async (failure, call) => {
      sandbox.faults.add({ ...faultFor(failure), ...requests[call] })
    },
  }
}

function acknowledged(body: unknown): string[] {
  const { acks } = body as { acks: { entryType: string; conversationEntryId: string }[] }
  return acks.filter(({ entryType }) => entryType === 'Read').map((ack) => ack.conversationEntryId)
}
