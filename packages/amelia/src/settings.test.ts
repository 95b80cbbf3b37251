import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { type AmeliaSettings, resolveSettings } from './settings'

const complete: AmeliaSettings = {
  url: 'https://amelia.example.com',
  domain: 'support',
  credentials: { username: 'hub', password: 'secret' },
}

/** What is written in a file may be anything. */
function problemsOf(written: object | null): string[] {
  const settings: AmeliaSettings = JSON.parse(JSON.stringify(written))
  try {
    resolveSettings(settings)
  } catch (thrown) {
    if (!(thrown instanceof ConversationError)) throw thrown
    expect(thrown.code).toBe('settings-invalid')
    for (const { at, problem } of thrown.problems) expect(thrown.message).toContain(`${at}: ${problem}`)
    return thrown.problems.map(({ at, problem }) => `${at}: ${problem}`)
  }
  return []
}

describe('the settings', () => {
  it('fill in what is left out', () => {
    expect(resolveSettings(complete)).toEqual({
      transport: 'gateway',
      baseUrl: 'https://amelia.example.com',
      domain: 'support',
      credentials: { kind: 'login', username: 'hub', password: 'secret' },
      delivery: 'long-poll',
      language: undefined,
      greetingProcess: undefined,
      skipPreCloseSurvey: true,
      startingContext: {
        placedIn: 'both',
        names: {
          customerIdentifier: 'customerIdentifier',
          customerDestination: 'customerDestination',
          channel: 'channel',
          conversationId: 'conversationId',
          language: 'language',
          transcript: 'transcript',
        },
        rename: {},
      },
    })
  })

  it('that are not there at all are missed', () => {
    expect(problemsOf(null)).toEqual(['settings: must be of type object, not null'])
  })

  it('report every problem at once, with the option and the variable', () => {
    expect(
      problemsOf({ url: 'amelia', domain: '', credentials: { username: 'hub' }, delivery: 'pigeon' }),
    ).toEqual([
      'url (AMELIA_URL): must be an address such as https://chat.example.com',
      'domain (AMELIA_DOMAIN): must not be empty',
      'credentials.password (AMELIA_PASSWORD): is missing',
      expect.stringContaining('delivery: '),
    ])
  })

  it('say what is missing altogether', () => {
    expect(problemsOf({})).toEqual([
      'url (AMELIA_URL): is missing',
      'domain (AMELIA_DOMAIN): is missing',
      'credentials (AMELIA_USERNAME and AMELIA_PASSWORD, or AMELIA_CLIENT_ID and AMELIA_CLIENT_SECRET): is missing',
    ])
  })

  it.each([
    [{}, 'must hold a user or an OAuth client'],
    [
      { username: 'a', password: 'b', clientId: 'c', clientSecret: 'd' },
      'must be a user or an OAuth client, not both',
    ],
  ])('take exactly one kind of credentials: %j', (credentials, problem) => {
    const [first] = problemsOf({ ...complete, credentials })
    expect(first).toContain(problem)
  })

  it.each([
    [{ clientId: 'c' }, 'credentials.clientSecret (AMELIA_CLIENT_SECRET): is missing'],
    [{ clientSecret: 'c' }, 'credentials.clientId (AMELIA_CLIENT_ID): is missing'],
    [{ password: 'c' }, 'credentials.username (AMELIA_USERNAME): is missing'],
    [{ username: '', password: 'c' }, 'credentials.username (AMELIA_USERNAME): must not be empty'],
  ])('name the other half of half-written credentials: %j', (credentials, problem) => {
    expect(problemsOf({ ...complete, credentials })).toEqual([problem])
  })

  it('take a web channel without credentials', () => {
    const { credentials: _, ...rest } = complete
    expect(resolveSettings({ ...rest, transport: 'web-channel' })).toMatchObject({
      transport: 'web-channel',
      credentials: undefined,
      formAnswers: 'field-values',
    })
  })

  it('take a webhook with an address that may be told to others', () => {
    const delivery = { webhookUrl: 'https://hub.example.com/webhooks/amelia', secret: 'x' }
    expect(resolveSettings({ ...complete, delivery })).toMatchObject({ delivery })
    expect(
      problemsOf({ ...complete, delivery: { ...delivery, webhookUrl: 'http://hub.example.com' } }),
    ).toEqual(['delivery: must be "long-poll", "poll", or {webhookUrl, secret} with an https address'])
  })

  it('refuse a transport that nobody knows', () => {
    expect(problemsOf({ ...complete, transport: 'pigeon' })).toEqual([
      'transport: must be "gateway" or "web-channel"',
    ])
  })

  it('refuse an option that nobody knows', () => {
    expect(problemsOf({ ...complete, domian: 'support' })).toEqual([expect.stringContaining('domian')])
  })

  it('never repeat a secret', () => {
    const problems = problemsOf({
      url: 'https://hub:sesame@amelia.example.com',
      domain: 7,
      credentials: { username: 'sesame', passwort: 'sesame' },
    })
    expect(problems.length).toBeGreaterThan(2)
    expect(problems.join()).not.toContain('sesame')
  })

  it.each([
    ['https://amelia.example.com/', 'https://amelia.example.com'],
    ['https://amelia.example.com/Amelia/', 'https://amelia.example.com'],
    ['https://example.com:8443/tenants/one/AmeliaRest/', 'https://example.com:8443/tenants/one'],
    ['http://localhost:3000/Amelia', 'http://localhost:3000'],
  ])('take the address of the web page or the gateway for that of Amelia: %s', (url, baseUrl) => {
    expect(resolveSettings({ ...complete, url })).toMatchObject({ baseUrl })
  })
})
