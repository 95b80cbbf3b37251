// One connector package, in memory: no database, no server.
import assert from 'node:assert/strict'
// README: begin
import { amelia } from '@conversation-hub/amelia'
import { startConversation } from '@conversation-hub/core'
// README: end
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'

// A stand-in for a real Amelia; leave it out and give your own address and credentials.
const sandbox = await startAmeliaSandbox()
const { url, credentials } = sandbox
const { username, password, domain } = credentials

// README: begin
const connector = amelia({ url, domain, credentials: { username, password } })
const conversation = await startConversation(connector, {
  customerDestination: 'chat-1',
  customerIdentifier: 'ann@example.com',
})

for await (const event of conversation.events()) {
  if (event.type !== 'message') continue
  console.log(event.author.role, event.parts)
  if (event.author.role === 'bot') break
}
await conversation.send('I want to talk to a person')
await conversation.end()
// README: end

assert.equal(conversation.state, 'ended')
assert.ok(sandbox.requests().some(({ path }) => path.endsWith('/send')))
await sandbox.close()
