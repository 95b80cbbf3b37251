import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { createFakeCarrier } from '../../tests/support/fake-carrier'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { resolveSettings } from './resolve-settings'

describe('settings', () => {
  it('are refused with every problem at once', () => {
    const attempt = () =>
      resolveSettings({
        database: { dataDir: 'nowhere' },
        secretKey: 'short',
        platforms: {},
        hubs: {
          main: { platform: 'missing', fallback: 'gone', timers: { customerIdleMs: -1 } },
          bad: { platform: 'x' },
        },
        resources: { web: { channel: 'web-chat', hub: 'nobody' } },
        limits: { messagesPerConversation: 0 },
        keepEndedForDays: -3,
      })
    expect(attempt).toThrow(ConversationError)
    try {
      attempt()
    } catch (thrown) {
      const problems = thrown instanceof ConversationError ? thrown.problems : []
      expect(problems.map(({ at }) => at)).toEqual([
        'hubs.main.timers.customerIdleMs',
        'hubs.main.platform',
        'hubs.main.fallback',
        'hubs.bad.platform',
        'resources.web.hub',
        'limits.messagesPerConversation',
        'keepEndedForDays',
        'secretKey (HUB_SECRET_KEY)',
      ])
    }
  })

  it.each([
    ['null', ['database', 'platforms', 'secretKey (HUB_SECRET_KEY)']],
    ['{}', ['database', 'platforms', 'secretKey (HUB_SECRET_KEY)']],
    [
      '{"database":{"url":null},"secretKey":7,"platforms":{"amelia":{"url":"https://a"}},"carriers":[],"log":true}',
      ['database', 'platforms.amelia', 'carriers', 'log', 'secretKey (HUB_SECRET_KEY)'],
    ],
    [
      '{"database":{"dataDir":"nowhere"},"secretKey":"a key of the tests, long enough",' +
        '"platforms":{"twilio":{"specVersion":"v1","compose":1}},"carriers":{"amelia":{"specVersion":"v1","arrival":1}}}',
      ['platforms.twilio', 'carriers.amelia'],
    ],
  ])('are refused by name where plain JavaScript gives %s', (written, names) => {
    const problems = names.map((at) => expect.objectContaining({ at }))
    expect(() => resolveSettings(JSON.parse(written))).toThrow(
      expect.objectContaining({ code: 'settings-invalid', problems }),
    )
  })

  it('name a time that is meant as for ever, and that the database cannot reckon with', () => {
    const attempt = () =>
      resolveSettings({
        database: { dataDir: 'nowhere' },
        secretKey: 'a key of the tests, long enough',
        platforms: { fake: createFakePlatform().connector },
        hubs: { main: { platform: 'fake', timers: { maximumMs: Number.MAX_SAFE_INTEGER } } },
        resources: {},
        keepEndedForDays: 9_999_999,
      })
    expect(attempt).toThrow(
      expect.objectContaining({
        problems: [
          { at: 'hubs.main.timers.maximumMs', problem: expect.stringContaining('leave it out') },
          { at: 'keepEndedForDays', problem: expect.stringContaining('leave it out') },
        ],
      }),
    )
  })

  it('name what is wrong with names for resources', () => {
    const attempt = () =>
      resolveSettings({
        database: { dataDir: 'nowhere' },
        secretKey: 'a key of the tests, long enough',
        platforms: {},
        hubs: {},
        resources: { web: { channel: 'web-chat' }, sms: { channel: 'sms' } },
        bindings: { support: 'web', web: 'web', sms: 'web', sales: 'gone' },
      })
    expect(attempt).toThrow(
      expect.objectContaining({
        problems: [
          { at: 'bindings.sms', problem: expect.stringContaining('another name') },
          { at: 'bindings.sales', problem: expect.stringContaining('"gone" (there are: web, sms)') },
        ],
      }),
    )
  })

  it('name what is wrong with carriers, quiet hours and words', () => {
    const adapter = createFakeCarrier().adapter
    const attempt = () =>
      resolveSettings({
        database: { dataDir: 'nowhere' },
        secretKey: 'a key of the tests, long enough',
        platforms: { fake: createFakePlatform().connector },
        carriers: { phones: adapter, fake: adapter },
        hubs: {
          main: { platform: 'fake', quietHours: { from: '9 pm', to: '08:00', timeZone: 'Mars/Olympus' } },
        },
        resources: {
          web: { channel: 'web-chat', carrier: 'phones' },
          sms: { channel: 'sms', carrier: 'pigeons' },
          deaf: { channel: 'web-chat', startOn: 'inbound' },
          mute: { channel: 'sms', startOn: 'session' },
          'sms-moon': JSON.parse('{"channel":"sms","country":"Moon"}'),
        },
      })
    expect(attempt).toThrow(
      expect.objectContaining({
        problems: [
          { at: 'hubs.main.quietHours.from', problem: expect.stringContaining('21:00') },
          { at: 'hubs.main.quietHours.timeZone', problem: expect.stringContaining('America/New_York') },
          { at: 'resources.deaf.startOn', problem: '"inbound" is for sms; take "session" or "request"' },
          { at: 'resources.mute.startOn', problem: expect.stringContaining('for web chats; take "inbound"') },
          { at: 'resources.sms-moon.country', problem: expect.stringContaining('"US"') },
          { at: 'resources.web.carrier', problem: expect.stringContaining('for sms') },
          { at: 'resources.sms.carrier', problem: expect.stringContaining('phones') },
          { at: 'carriers.fake', problem: expect.stringContaining('also the name of a platform') },
        ],
      }),
    )
  })
})
