import { describe, expect, it } from 'vitest'
import { resolveSettings } from './settings'

const good = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'a token',
  from: '+12025550100',
}

describe('the settings', () => {
  it('fills in what is left out', async () => {
    const settings = resolveSettings(good)
    expect(settings).toMatchObject({ apiUrl: 'https://api.twilio.com', media: true, from: '+12025550100' })
    expect(await settings.authToken()).toBe('a token')
    expect(settings.webhookUrl()).toBeUndefined()
  })

  it('asks functions at every use', async () => {
    let uses = 0
    const settings = resolveSettings({
      ...good,
      authToken: () => `token ${++uses}`,
      webhookUrl: () => `https://hub.example.com/${uses}`,
    })
    expect(await settings.authToken()).toBe('token 1')
    expect(await settings.authToken()).toBe('token 2')
    expect(settings.webhookUrl()).toBe('https://hub.example.com/2')
  })

  it('names every option and its variable at once, and no value', () => {
    const wrong = {
      apiUrl: 'http://twilio.example',
      accountSid: 'secret-1',
      authToken: '',
      from: 'secret-2',
      webhookUrl: 'http://hub.example.com/webhooks/twilio',
    }
    const thrown = (() => {
      try {
        return resolveSettings(wrong)
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toMatchObject({
      code: 'settings-invalid',
      problems: [
        { at: 'apiUrl (TWILIO_API_URL)' },
        { at: 'accountSid (TWILIO_ACCOUNT_SID)' },
        { at: 'authToken (TWILIO_AUTH_TOKEN)' },
        { at: 'from (TWILIO_FROM)' },
        { at: 'webhookUrl (PUBLIC_URL)' },
      ],
    })
    expect(String(thrown)).not.toContain('secret')
  })

  it.each(['2025550100', '+0123', 'WHATEVER', '+1 202 555 0100'])('refuses %j as a sender', (from) => {
    expect(() => resolveSettings({ ...good, from })).toThrow(/TWILIO_FROM/)
  })

  it.each(['12345', '+442071838750'])('takes %s as a sender', (from) => {
    expect(resolveSettings({ ...good, from }).from).toBe(from)
  })
})
