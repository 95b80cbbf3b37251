// The durable engine: the same connectors, and conversations that survive anything.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// README: begin
import { createHub } from '@conversation-hub/hub'
import { salesforceEnhancedChat } from '@conversation-hub/salesforce'
// README: end
import { startSalesforceSandbox } from '@conversation-hub/sandboxes'

// A stand-in for a real org; leave it out and give your own deployment.
const sandbox = await startSalesforceSandbox()
const scrtUrl = sandbox.url
const { orgId, deployment } = sandbox.credentials
const dataDir = await mkdtemp(join(tmpdir(), 'conversation-hub-'))
const secretKey = 'any text that nobody else knows'

// README: begin
const hub = await createHub({
  database: { dataDir }, // or { url: 'postgres://...' } for several instances
  secretKey,
  platforms: { salesforce: salesforceEnhancedChat({ scrtUrl, orgId, deployment }) },
  hubs: { support: { platform: 'salesforce' } },
  resources: { 'web-shop': { channel: 'web-chat', hub: 'support' } },
})

const { sessionId } = await hub.startSession({ resourceId: 'web-shop' })
const { conversationId } = await hub.startConversation({
  resourceId: 'web-shop',
  customerDestination: sessionId,
  customerIdentifier: 'ann@example.com',
})

const greeting = await new Promise<string>((resolve, reject) => {
  const listening = hub.listen(conversationId, 0, {
    onEvent({ type, json }) {
      if (type === 'message') resolve(json)
      return true
    },
    onEnd: reject,
  })
  listening.catch(reject)
})
console.log(greeting)
await hub.sendMessage(conversationId, { text: 'Where is my order?' })
await hub.closeConversation(conversationId)
await hub.close()
// README: end

assert.match(greeting, /"role":"bot"/)
await sandbox.close()
await rm(dataDir, { recursive: true, force: true })
