import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { messages, opened, said } from './conversation-view'
import { customer } from './customer'
import { sandbox } from './start'

const stateFile = () => join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'state.jsonl')

async function startChild(file: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@conversation-hub/source',
      '--import=tsx',
      fileURLToPath(new URL('./child-sandbox.ts', import.meta.url)),
      file,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url] = await once(createInterface(child.stdout), 'line')
  return { url, child }
}

it('keeps conversations, tokens and the replay buffer over kill -9, and goes on where it was', async () => {
  const file = stateFile()
  const before = await startChild(file)
  const client = await customer(before)
  const conversationId = randomUUID()
  await client.create(conversationId)
  const stream = await client.stream()
  await stream.until((events) => messages(events).length === 1)
  const lastEventId = opened(stream.events).at(-1)?.id
  expect((await client.say(conversationId, 'Where is my order?')).status).toBe(202)
  before.child.kill('SIGKILL')
  await once(before.child, 'exit')

  const after = await startChild(file)
  const again = await customer(after, client.accessToken)
  const resumed = await again.stream(lastEventId)
  await resumed.until((events) => said(events).some((line) => line.includes('arrives tomorrow')))
  expect(said(resumed.events)).toEqual([
    'EndUser: Where is my order?',
    expect.stringContaining('arrives tomorrow'),
  ])
})

it('passes over a line that was cut short by the crash', async () => {
  const file = stateFile()
  const first = await sandbox({ stateFile: file })
  const client = await customer(first)
  const conversationId = randomUUID()
  await client.create(conversationId)
  await first.close()
  appendFileSync(file, '[{"table":"chats","key":"half')
  const second = await sandbox({ stateFile: file })
  expect(second.conversation(conversationId)?.conversationId).toBe(conversationId)
  expect(second.conversations()).toHaveLength(1)
})

it('makes the tokens of an earlier run expire, too, also where none was handed out since', async () => {
  const file = stateFile()
  const first = await sandbox({ stateFile: file })
  const { accessToken } = await customer(first)
  const { clientId, clientSecret } = first.credentials
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const login = await fetch(`${first.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(grant),
  })
  const { access_token: oauthToken } = await login.json()
  await first.close()
  const second = await sandbox({ stateFile: file })
  const statusOf = async (path: string, token: string) =>
    (await fetch(`${second.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status
  const statuses = () =>
    Promise.all([
      statusOf('/iamessage/api/v2/conversation/list', accessToken),
      statusOf('/services/data/v66.0/query?q=SELECT+Id+FROM+Conversation', oauthToken),
    ])
  expect(await statuses()).toEqual([200, 200])
  second.expireCustomerTokens()
  second.expireAccessTokens()
  expect(await statuses()).toEqual([401, 401])
})
