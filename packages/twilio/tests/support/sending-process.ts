// Run by the tests as a process of its own: says ten things to each of four customers, and is killed at a
// moment of the test's choice: `<data folder> <api url> <failpoint> <how often it passes before it kills>`.
import { createHub, type FailpointName } from '@conversation-hub/hub'
import { twilioSandboxCredentials, twilioSandboxNumbers } from '@conversation-hub/sandboxes'
import { twilio } from '../../src/index'
import { talkingPlatform } from './talking-platform'

const [, , dataDir = '', apiUrl = '', killAt = '', passes = '0'] = process.argv
let left = Number(passes)

function failpoint(name: FailpointName): void {
  if (name !== killAt) return
  if (left === 0) process.kill(process.pid, 'SIGKILL')
  left -= 1
}

const hub = await createHub({
  database: { dataDir },
  secretKey: 'a key of the tests, long enough',
  platforms: { talking: talkingPlatform().connector },
  carriers: { phones: twilio({ apiUrl, ...twilioSandboxCredentials, from: twilioSandboxNumbers[0] }) },
  hubs: { main: { platform: 'talking' } },
  resources: { sms: { channel: 'sms', hub: 'main', carrier: 'phones' } },
  failpoint,
})
for (let customer = 1; customer <= 4; customer += 1) {
  const { conversationId } = await hub.startConversation({
    resourceId: 'sms',
    customerDestination: `+1202557000${customer}`,
    createInThirdPartySystems: false,
  })
  for (let n = 1; n <= 10; n += 1) {
    const text = n % 2 === 0 ? 'the same again' : `message ${n}`
    await hub.sendMessage(
      conversationId,
      { text, clientMessageId: `message ${n}` },
      { author: { role: 'agent' } },
    )
  }
}
process.stdout.write('accepted\n')
