import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { Connection } from 'jsforce'
import { describe, expect, it } from 'vitest'
import { salesforceSandboxCredentials } from '../../src'
import { customer } from './customer'
import { sandbox } from './start'

const { clientId, clientSecret, username, orgId } = salesforceSandboxCredentials

async function login(started: Awaited<ReturnType<typeof sandbox>>) {
  const connection = new Connection({
    version: '66.0',
    oauth2: { clientId, clientSecret, loginUrl: started.url },
  })
  const user = await connection.authorize({ grant_type: 'client_credentials' })
  return { connection, user }
}

describe('the login host', () => {
  it('gives jsforce a token for client credentials', async () => {
    const started = await sandbox()
    const { connection, user } = await login(started)
    expect(user.organizationId.slice(0, 15)).toBe(orgId)
    expect(connection.instanceUrl).toBe(started.url)
  })

  it.each([
    [
      { grant_type: 'client_credentials', client_id: 'who', client_secret: clientSecret },
      'invalid_client_id',
    ],
    [{ grant_type: 'client_credentials', client_id: clientId, client_secret: 'wrong' }, 'invalid_client'],
    [{ grant_type: 'password', client_id: clientId }, 'unsupported_grant_type'],
  ])('refuses %o', async (form, error) => {
    const { url } = await sandbox()
    const answer = await fetch(`${url}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    })
    expect([answer.status, (await answer.json()).error]).toEqual([400, error])
  })

  it('takes a JWT bearer assertion of an approved user only', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const started = await sandbox({ publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() })
    const ask = async (assertion: string) => {
      const body = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      })
      return (await fetch(`${started.url}/services/oauth2/token`, { method: 'POST', body })).json()
    }
    const assertion = (key: KeyObject, { audience = started.url, life = '2m' } = {}) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(clientId)
        .setSubject(username)
        .setAudience(audience)
        .setExpirationTime(life)
        .sign(key)
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

    expect(await ask(await assertion(privateKey))).toMatchObject({
      token_type: 'Bearer',
      instance_url: started.url,
    })
    expect(await ask(await assertion(stranger))).toMatchObject({ error_description: 'invalid assertion' })
    expect(await ask(await assertion(privateKey, { audience: 'https://example.com' }))).toMatchObject({
      error_description: 'audience is invalid',
    })
    expect(await ask(await assertion(privateKey, { life: '1h' }))).toMatchObject({ error: 'invalid_grant' })
    started.switches.set({ userApproved: false })
    expect(await ask(await assertion(privateKey))).toEqual({
      error: 'invalid_grant',
      error_description: "user hasn't approved this consumer",
    })
  })
})

describe('the REST API', () => {
  it('answers a contact query, and says what is wrong with a bad one', async () => {
    const { connection } = await login(await sandbox())
    const found = await connection.query(
      "SELECT Id, Name FROM Contact WHERE Email = 'ada@example.com' LIMIT 1",
    )
    expect(found.records).toMatchObject([{ Id: expect.stringMatching(/^003/), Name: 'Ada Lovelace' }])
    await expect(connection.query('SELECT Id FROM Contact WHERE')).rejects.toThrow('unexpected end of query')
    await expect(connection.query('SELECT Nonsense FROM Contact')).rejects.toMatchObject({
      name: 'INVALID_FIELD',
    })
    await expect(connection.query('SELECT Id FROM Nonsense')).rejects.toMatchObject({ name: 'INVALID_TYPE' })
  })

  it("finds a conversation's records by the client's own id", async () => {
    const started = await sandbox()
    const client = await customer(started)
    await client.create('a1b2c3d4-0000-4000-8000-000000000001')
    const { connection } = await login(started)
    const conversations = await connection.query(
      "SELECT Id FROM Conversation WHERE ConversationIdentifier = 'a1b2c3d4-0000-4000-8000-000000000001'",
    )
    const [conversation] = conversations.records
    const sessions = await connection.query(
      `SELECT Status, ConversationId FROM MessagingSession WHERE ConversationId = '${conversation?.Id}'`,
    )
    expect(sessions.records).toMatchObject([{ Status: expect.any(String), ConversationId: conversation?.Id }])
  })

  it("tells a conversation's transcript, in no particular order", async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = 'a1b2c3d4-0000-4000-8000-000000000002'
    await client.create(conversationId)
    await client.say(conversationId, 'For the record')
    const { connection } = await login(started)
    const path = `/services/data/v66.0/connect/conversation/${conversationId}/entries?recordLimit=1000`
    await expect
      .poll(async () => {
        const answer: { conversationEntries: object[] } = await connection.request(path)
        return answer.conversationEntries
      })
      .toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            messageText: 'For the record',
            sender: expect.objectContaining({ role: 'EndUser' }),
          }),
          expect.objectContaining({ messageText: 'You said: For the record' }),
        ]),
      )
  })

  it('creates, changes and upserts records', async () => {
    const { connection } = await login(await sandbox())
    const created = await connection.sobject('Case').create({ Subject: 'Lost parcel' })
    expect(created).toMatchObject({ success: true })
    await connection.sobject('Case').update({ Id: String(created.id), Status: 'Closed' })
    const [found] = (await connection.query("SELECT Status FROM Case WHERE Subject = 'Lost parcel'")).records
    expect(found).toMatchObject({ Status: 'Closed' })
    const upsert = (phone: string) =>
      connection
        .sobject('Contact')
        .upsert({ Customer_Key__c: 'k-1', LastName: 'Hopper', Phone: phone }, 'Customer_Key__c')
    expect([await upsert('1'), await upsert('2')]).toMatchObject([{ created: true }, { created: false }])
    await expect(connection.sobject('Contact').create({})).rejects.toMatchObject({
      name: 'REQUIRED_FIELD_MISSING',
    })
  })

  it('refuses a token that was revoked; jsforce asks for a new one and repeats', async () => {
    const started = await sandbox()
    const connection = new Connection({
      version: '66.0',
      oauth2: { clientId, clientSecret, loginUrl: started.url },
      refreshFn: (_connection, done) => {
        login(started).then(({ connection: fresh }) => done(null, fresh.accessToken ?? ''), done)
      },
    })
    await connection.authorize({ grant_type: 'client_credentials' })
    started.clearRequests()
    started.expireAccessTokens()
    const found = await connection.query('SELECT Id FROM Contact')
    expect(found.totalSize).toBe(1)
    expect(started.requests().map(({ path, status }) => `${status} ${path}`)).toEqual([
      '401 /services/data/v66.0/query',
      '200 /services/oauth2/token',
      '200 /services/data/v66.0/query',
    ])
  })
})
