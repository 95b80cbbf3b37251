import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
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
        'hubs.bad.platform',
        'resources.web.hub',
        'secretKey (HUB_SECRET_KEY)',
        'limits.messagesPerConversation',
        'keepEndedForDays',
      ])
    }
  })
})
