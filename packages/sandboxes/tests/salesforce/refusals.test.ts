import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { salesforceSandboxCredentials } from '../../src'
import { askForToken, customer } from './customer'
import { sandbox } from './start'

const { deployment } = salesforceSandboxCredentials

describe('what the platform refuses', () => {
  it.each([
    ['upper case', 'A1B2C3D4-0000-4000-8000-000000000000'],
    ['version 1', 'a1b2c3d4-0000-1000-8000-000000000000'],
    ['a wrong variant', 'a1b2c3d4-0000-4000-c000-000000000000'],
    ['no UUID', 'my-conversation'],
  ])('a conversation id in %s', async (_what, conversationId) => {
    const client = await customer(await sandbox())
    const answer = await client.create(conversationId)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        errorCode: 'BAD_REQUEST',
        message: 'Specify the conversationId in UUID format. The UUID must be in lowercase.',
      },
    ])
  })

  it('a conversation of somebody else, and one that does not exist', async () => {
    const started = await sandbox()
    const [owner, stranger] = [await customer(started), await customer(started)]
    const conversationId = randomUUID()
    await owner.create(conversationId)
    expect((await stranger.say(conversationId, 'Hi')).status).toBe(403)
    expect((await stranger.say(randomUUID(), 'Hi')).status).toBe(404)
    expect((await stranger.create(conversationId)).status).toBe(409)
  })

  it('a token that was made to expire, its continuation and its stream', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const stream = await client.stream()
    started.expireCustomerTokens()
    await stream.end()
    const refused = await client.call('GET', '/authorization/continuation-access-token')
    expect([refused.status, await refused.text()]).toEqual([401, 'Jwt is expired'])
    expect((await client.create()).status).toBe(401)
    expect((await (await customer(started)).create()).status).toBe(201)
  })

  it('a body that is not JSON, or says too little', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    const url = `${started.url}/iamessage/api/v2/conversation/${conversationId}/message`
    const send = (body: string, contentType = 'application/json') =>
      fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${client.accessToken}`, 'content-type': contentType },
        body,
      })
    expect((await send('{')).status).toBe(400)
    expect((await send('{"message":{"id":"1"}}')).status).toBe(400)
    expect((await send('{}', 'text/plain')).status).toBe(415)
  })

  it('a token that is missing, foreign or expired', async () => {
    const started = await sandbox({ switches: { guestTokenSeconds: 0.001 } })
    const answers = await Promise.all(
      [undefined, 'Bearer nonsense'].map((authorization) =>
        fetch(`${started.url}/iamessage/api/v2/conversation/list`, {
          headers: authorization === undefined ? {} : { authorization },
        }),
      ),
    )
    expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]))).toEqual([
      [401, 'Jwt is missing'],
      [401, 'Jwt verification fails'],
    ])
    const client = await customer(started)
    await expect
      .poll(
        async () => {
          const answer = await client.call('GET', '/conversation/list')
          return [answer.status, await answer.text()]
        },
        { timeout: 30_000 },
      )
      .toEqual([401, 'Jwt is expired'])
  })

  it.each([
    ['another org', { orgId: '00D000000000000' }, {}],
    ['another deployment', { esDeveloperName: 'Other' }, {}],
    ['a web deployment', {}, { deployment: 'web' }],
    ['an unpublished deployment', {}, { deployment: 'unpublished' }],
  ] as const)('a token for %s', async (_what, more, switches) => {
    const { url } = await sandbox({ switches })
    expect((await askForToken(url, more)).status).toBe(400)
  })
})

describe('limits', () => {
  it('lets 22 messages a minute into a conversation and says when to come back', async () => {
    const client = await customer(await sandbox({ switches: { limits: 'platform' } }))
    const conversationId = randomUUID()
    await client.create(conversationId)
    for (let sent = 0; sent < 22; sent += 1) expect((await client.say(conversationId, 'Hi')).status).toBe(202)
    const refused = await client.say(conversationId, 'Hi')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('lets 200 tokens a minute out, and can keep quiet about the next one', async () => {
    const { url } = await sandbox({ switches: { limits: 'platform', retryAfter: 'none' } })
    const answers = await Promise.all(Array.from({ length: 201 }, () => askForToken(url)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(1)
    expect(refused[0]?.headers.get('retry-after')).toBeNull()
  })
})

describe('repeats', () => {
  it('a message id sent twice has one effect and one answer', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    const id = randomUUID()
    const answers = [
      await client.say(conversationId, 'Once', { id }),
      await client.say(conversationId, 'Once', { id }),
    ]
    const bodies = await Promise.all(answers.map((answer) => answer.json()))
    expect(bodies[1]).toEqual(bodies[0])
    expect(
      started.conversation(conversationId)?.transcript.filter(({ text }) => text === 'Once'),
    ).toHaveLength(1)
  })

  it('a message id sent twice is refused, or becomes a second message, where the switch says so', async () => {
    const started = await sandbox({ switches: { duplicateMessage: 'conflict' } })
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    const id = randomUUID()
    await client.say(conversationId, 'Once', { id })
    expect((await client.say(conversationId, 'Once', { id })).status).toBe(409)
    started.switches.set({ duplicateMessage: 'second-message' })
    expect((await client.say(conversationId, 'Once', { id })).status).toBe(202)
    expect(
      started.conversation(conversationId)?.transcript.filter(({ text }) => text === 'Once'),
    ).toHaveLength(2)
  })

  it('a conversation created twice is a conflict, or the same again', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    expect((await client.create(conversationId)).status).toBe(409)
    started.switches.set({ duplicateConversation: 'same-answer' })
    expect((await client.create(conversationId)).status).toBe(201)
    expect(started.conversations()).toHaveLength(1)
  })
})

describe('files', () => {
  const upload = async (bytes: number, type: string) => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    const form = new FormData()
    const message = { id: randomUUID(), fileId: randomUUID(), text: 'See here' }
    const entry = JSON.stringify({ message, esDeveloperName: deployment })
    form.append('messageEntry', new Blob([entry], { type: 'application/json' }))
    form.append('fileData', new Blob([new Uint8Array(bytes).fill(200)], { type }), 'photo.png')
    const answer = await fetch(`${started.url}/iamessage/api/v2/conversation/${conversationId}/file`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.accessToken}` },
      body: form,
    })
    return { client, conversationId, answer }
  }

  it('are echoed as an attachment that can be fetched unharmed', async () => {
    const { client, conversationId, answer } = await upload(1000, 'image/png')
    expect(answer.status).toBe(202)
    const { conversationEntries: sent } = await answer.json()
    const entries = await client.entries(conversationId, '?entryTypeFilter=Message')
    const entry = entries.find(({ identifier }: { identifier: string }) => identifier === sent[0].id)
    const { staticContent } = entry.entryPayload.abstractMessage
    expect(staticContent).toMatchObject({ formatType: 'Attachments', text: 'See here' })
    const file = await fetch(staticContent.attachments[0].url)
    expect([file.headers.get('content-type'), (await file.arrayBuffer()).byteLength]).toEqual([
      'image/png',
      1000,
    ])
  })

  it('are refused when too large or of a type that is not allowed', async () => {
    expect((await upload(5 * 1024 * 1024 + 1, 'image/png')).answer.status).toBe(413)
    expect((await upload(10, 'application/x-msdownload')).answer.status).toBe(415)
  })
})
