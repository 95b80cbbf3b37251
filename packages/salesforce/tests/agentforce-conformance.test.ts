import { type ConversationHandle, type Failure, testConnector } from '@conversation-hub/conformance'
import { startSalesforceSandbox } from '@conversation-hub/sandboxes'
import { salesforceAgentforce } from '../src'
import { failures, faultFor, tokensShownTo } from './failures'

// A stream that is open cannot be cut before its answer, so those failures are made of whole answers only.
testAgentforce({ streaming: true, possible: failures.filter((failure) => !failure.endsWith('-after')) })
testAgentforce({ streaming: false, possible: failures })

function testAgentforce({ streaming, possible }: { streaming: boolean; possible: readonly Failure[] }): void {
  testConnector({
    name: `salesforce agentforce, ${streaming ? 'streaming' : 'whole answers'}`,
    async start() {
      const sandbox = await startSalesforceSandbox()
      const { agentId, clientId, clientSecret } = sandbox.credentials
      const transcript = ({ session }: ConversationHandle) => sandbox.conversation(String(session.sessionId))
      return {
        connect: () =>
          salesforceAgentforce({ loginUrl: sandbox.url, agentId, clientId, clientSecret, streaming }),
        double: {
          greeting: 'Hi, I am an AI assistant. How can I help you?',
          echoes: false,
          received: async (handle) =>
            (transcript(handle)?.transcript ?? [])
              .filter(({ author }) => author.role === 'customer')
              .map(({ lineId: id, text }) => ({ id, text })),
          isEnded: async (handle) => transcript(handle)?.state === 'ended',
          failures: possible,
          failNext: async (failure, command) => {
            const path =
              command === 'start' ? '*/agents/*/sessions' : streaming ? '*/messages/stream' : '*/messages'
            sandbox.faults.add({ ...faultFor(failure), method: 'POST', path })
          },
          // The others of these calls are not declared.
          failNextOther: async (failure) => {
            sandbox.faults.add({ ...faultFor(failure), method: 'DELETE', path: '*/sessions/*' })
          },
          expireAccess: async () => sandbox.expireAccessTokens(),
        },
        get secrets() {
          return [clientSecret, ...tokensShownTo(sandbox)]
        },
        stop: () => sandbox.close(),
      }
    },
  })
}
