import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { amelia } from '../src/index'
import { acknowledgement } from '../src/web-channel/inbound'
import { connectStomp } from '../src/web-channel/stomp-link'
import { readWebSession } from '../src/web-channel/web-session'
import { patiently, startCommand } from './calls'
import { afterTest } from './talk'

it('what is said over a connection that was lost meanwhile is not started', async () => {
  const sandbox = afterTest(await startAmeliaSandbox())
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const session = readWebSession((await connector.start(startCommand, {}, patiently())).session)
  const stomp = await connectStomp(url, session)
  stomp.close()
  await expect(stomp.lost).rejects.toMatchObject({ code: 'platform-unreachable' })
  const { sessionId, conversationId } = session
  expect(() => stomp.send({ sessionId, conversationId, ...acknowledgement })).toThrow(
    expect.objectContaining({ code: 'platform-unreachable', outcome: 'not-started' }),
  )
})
