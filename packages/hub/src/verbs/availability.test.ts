import { type Availability, type Connector, ConversationError } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { resolveSettings } from '../settings/resolve-settings'
import type { HubSettings, LogEntry } from '../settings/settings'
import { createAvailability } from './availability'

/** A hub's availability with a platform `first` and a fallback `second`, and how often each was asked. */
function availabilityOf(answers: Record<string, () => Promise<Availability>>) {
  const asked: string[] = []
  const logged: LogEntry[] = []
  const platforms: Record<string, Connector> = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      createFakePlatform({
        checkAvailability: () => {
          asked.push(name)
          return answer()
        },
      }).connector,
    ]),
  )
  const written: HubSettings = {
    database: { dataDir: 'unused' },
    secretKey: 'a key of the tests, long enough',
    platforms: { ...platforms, mute: createFakePlatform().connector },
    hubs: { main: { platform: 'first', fallback: 'second' }, mute: { platform: 'mute' } },
    resources: {
      web: { channel: 'web-chat', hub: 'main' },
      mute: { channel: 'web-chat', hub: 'mute' },
      loose: { channel: 'web-chat' },
    },
    log: (entry) => logged.push(entry),
  }
  const settings = resolveSettings(written)
  let now = 0
  const check = createAvailability({ settings, platforms: settings.platforms }, () => now)
  const wait = (milliseconds: number) => {
    now += milliseconds
  }
  return { check, asked, logged, wait }
}

const says = (available: Availability['available']) => async (): Promise<Availability> => ({ available })

it('is the platform’s own, and good for ten seconds however many ask', async () => {
  const { check, asked, wait } = availabilityOf({ first: says('yes'), second: says('no') })
  const answers = await Promise.all([check('web'), check('web')])
  expect(answers).toEqual(Array(2).fill({ available: 'yes', platform: 'first' }))
  wait(9_999)
  await check('web')
  expect(asked).toEqual(['first'])
  wait(1)
  await check('web')
  expect(asked).toEqual(['first', 'first'])
})

it('is the fallback’s where the platform says no', async () => {
  const { check } = availabilityOf({ first: says('no'), second: says('unknown') })
  expect(await check('web')).toEqual({ available: 'unknown', platform: 'second' })
})

it('is unknown where the platform fails, which is logged, or does not tell', async () => {
  const { check, logged } = availabilityOf({
    first: () => Promise.reject(new TypeError('secret')),
    second: says('yes'),
  })
  expect(await check('web')).toEqual({ available: 'unknown', platform: 'first' })
  expect(logged).toMatchObject([{ event: 'availability-check-failed', platform: 'first' }])
  expect(JSON.stringify(logged)).not.toContain('secret')
  expect(await check('mute')).toEqual({ available: 'unknown', platform: 'mute' })
})

it('is no where the question is refused as a start would be', async () => {
  const refused = new ConversationError('platform-auth-failed', 'The login is refused.')
  const { check } = availabilityOf({ first: () => Promise.reject(refused), second: says('yes') })
  expect(await check('web')).toEqual({ available: 'yes', platform: 'second' })
})

it('is refused for what no start is possible on', async () => {
  const { check } = availabilityOf({ first: says('yes'), second: says('yes') })
  await expect(check('nowhere')).rejects.toMatchObject({ code: 'resource-unknown' })
  await expect(check('loose')).rejects.toMatchObject({ code: 'resource-without-hub' })
})
