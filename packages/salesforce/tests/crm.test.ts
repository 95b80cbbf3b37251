import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose'
import jsforce from 'jsforce'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SalesforceEnhancedChatSettings } from '../src'
import { nobody } from './loopback'
import { connectorFor, sandboxFor } from './sandbox'
import { eventually, talk, words } from './talk'

type Crm = NonNullable<SalesforceEnhancedChatSettings['crm']>
type Sandbox = Awaited<ReturnType<typeof sandboxFor>>

const contact = { field: 'Email', attributes: { Id: 'ContactId', LastName: 'Name' } }
const login = ({ url, credentials }: Sandbox) => ({
  loginUrl: url,
  clientId: credentials.clientId,
  clientSecret: credentials.clientSecret,
})

const createdSchema = z.object({ routingAttributes: z.record(z.string(), z.string()) })

async function attributesWith(sandbox: Sandbox, crm: Crm, customerIdentifier = 'ada@example.com') {
  const spoken = await talk(connectorFor(sandbox, { crm }), { customerIdentifier })
  const created = sandbox.requests().findLast(({ path }) => path.endsWith('/v2/conversation'))
  const { routingAttributes: attributes } = createdSchema.parse(created?.body)
  return { spoken, attributes }
}

const ada = {
  customerIdentifier: 'ada@example.com',
  ContactId: expect.stringMatching(/^003/),
  Name: 'Lovelace',
}

describe('the customer’s CRM record', () => {
  it('goes with the start: client credentials', async () => {
    const sandbox = await sandboxFor()
    expect((await attributesWith(sandbox, { ...login(sandbox), contact })).attributes).toEqual(ada)
  })

  it('goes with the start: JWT bearer, the key from a function', async () => {
    const keys = await generateKeyPair('RS256', { extractable: true })
    const sandbox = await sandboxFor({ publicKey: await exportSPKI(keys.publicKey) })
    const { clientId, username } = sandbox.credentials
    const crm = {
      loginUrl: sandbox.url,
      clientId,
      username,
      privateKey: () => exportPKCS8(keys.privateKey),
      contact,
    }
    expect((await attributesWith(sandbox, crm)).attributes).toEqual(ada)
  })

  it('goes with the start: a connection that the app has', async () => {
    const sandbox = await sandboxFor()
    const { clientSecret, clientId } = sandbox.credentials
    const connection = new jsforce.Connection({
      version: '66.0',
      loginUrl: sandbox.url,
      oauth2: { loginUrl: sandbox.url, clientId, clientSecret },
    })
    await connection.authorize({ grant_type: 'client_credentials' })
    expect((await attributesWith(sandbox, { connection, contact })).attributes).toEqual(ada)
  })

  it('is asked for with one login however many start, and again after the session expired', async () => {
    const sandbox = await sandboxFor()
    const connector = connectorFor(sandbox, { crm: { ...login(sandbox), contact } })
    const logins = () => sandbox.requests().filter(({ path }) => path.endsWith('/oauth2/token')).length
    const start = () => talk(connector, { customerIdentifier: 'ada@example.com' })
    await Promise.all([start(), start(), start()])
    expect(logins()).toBe(1)
    sandbox.expireAccessTokens()
    const { notices } = await start()
    expect(notices).toEqual([])
    expect(logins()).toBe(2)
  })

  it('is linked to the customer’s messaging record, where the settings say so', async () => {
    const sandbox = await sandboxFor()
    const { spoken } = await attributesWith(sandbox, {
      ...login(sandbox),
      contact: { ...contact, linkEndUser: true },
    })
    expect(spoken.notices).toEqual([])
    const [patch] = sandbox.requests().filter(({ method }) => method === 'PATCH')
    expect(patch).toMatchObject({
      path: expect.stringMatching(/\/sobjects\/MessagingEndUser\/0PA/),
      body: { ContactId: expect.stringMatching(/^003/) },
    })
  })

  it('is not linked to a messaging record that is linked already', async () => {
    const sandbox = await sandboxFor()
    const patches: unknown[] = []
    const connection = {
      query: async (soql: string) => ({
        records: [soql.includes('FROM MessagingEndUser') ? { Id: '0PA', ContactId: '003b' } : { Id: '003a' }],
      }),
      requestPatch: async (path: string) => patches.push(path),
    }
    const linked = { field: 'Email', linkEndUser: true }
    const { spoken } = await attributesWith(sandbox, { connection, contact: linked })
    expect(spoken.notices).toEqual([])
    expect(patches).toEqual([])
  })

  it('that several have is nobody’s', async () => {
    const sandbox = await sandboxFor()
    const connection = { query: async () => ({ records: [{ Id: '0031' }, { Id: '0032' }] }) }
    const { spoken, attributes } = await attributesWith(sandbox, { connection, contact })
    expect(attributes).toEqual({ customerIdentifier: 'ada@example.com' })
    expect(spoken.notices).toEqual([expect.stringContaining('more than one Contact')])
  })

  it('that cannot be linked is a notice', async () => {
    const sandbox = await sandboxFor()
    sandbox.faults.add({
      kind: 'answer',
      status: 403,
      body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'canary' }],
      method: 'PATCH',
    })
    const { spoken } = await attributesWith(sandbox, {
      ...login(sandbox),
      contact: { ...contact, linkEndUser: true },
    })
    expect(spoken.notices).toEqual([expect.stringContaining('INSUFFICIENT_ACCESS')])
    expect(spoken.notices.join()).not.toContain('canary')
  })

  it('is not there for everybody, and nobody gets into the query', async () => {
    const sandbox = await sandboxFor()
    const nasty = "' OR LastName != '\\"
    const { attributes, spoken } = await attributesWith(sandbox, { ...login(sandbox), contact }, nasty)
    expect(attributes).toEqual({ customerIdentifier: nasty })
    expect(spoken.notices).toEqual([])
  })

  it.each([
    [
      'the login is refused',
      (sandbox: Sandbox): Crm => ({ ...login(sandbox), clientSecret: 'canary-secret', contact }),
      /SALESFORCE_CLIENT_SECRET/,
    ],
    [
      'the field is unknown',
      (sandbox: Sandbox): Crm => ({ ...login(sandbox), contact: { ...contact, field: 'Shoe' } }),
      /INVALID_FIELD/,
    ],
    [
      'the key is none',
      ({ url, credentials: { clientId, username } }: Sandbox): Crm => ({
        ...{ loginUrl: url, clientId, username, contact },
        privateKey: 'canary-key',
      }),
      /SALESFORCE_PRIVATE_KEY.*PKCS #8/,
    ],
    [
      'nobody listens',
      async (sandbox: Sandbox): Promise<Crm> => ({ ...login(sandbox), loginUrl: await nobody(), contact }),
      /SALESFORCE_LOGIN_URL/,
    ],
    [
      'it never answers',
      (): Crm => ({ connection: { query: () => new Promise(() => {}) }, contact }),
      /3000 ms/,
    ],
  ])('does not hold the start up when %s', async (_, crm, sentence) => {
    const sandbox = await sandboxFor()
    const { spoken, attributes } = await attributesWith(sandbox, await crm(sandbox))
    expect(attributes).toEqual({ customerIdentifier: 'ada@example.com' })
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    expect(spoken.notices).toEqual([expect.stringMatching(sentence)])
    expect(spoken.notices.join()).not.toContain('canary')
    expect(spoken.notices.join()).not.toContain('ada@example.com')
  })
})
