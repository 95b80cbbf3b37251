import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfigFile } from './config-file'
import { readEnvironment } from './read-environment'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const shared = {
  hubs: { support: { platform: 'salesforce' } },
  resources: { 'chat-dev': { channel: 'web-chat' }, 'chat-live': { channel: 'web-chat', hub: 'support' } },
}

async function read(
  written: object | string,
  environment: Parameters<typeof readConfigFile>[1] = { NODE_ENV: undefined, HUB_PROFILE: undefined },
) {
  const folder = await mkdtemp(join(tmpdir(), 'config-file-'))
  folders.push(folder)
  const path = join(folder, 'hub.json')
  await writeFile(path, typeof written === 'string' ? written : JSON.stringify(written))
  const carriers = { twilio: { channel: 'sms' } } as const
  return await readConfigFile(path, environment, { platforms: ['salesforce'], carriers })
}

/** What is wrong, by its place. */
const problemsIn = (told: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries('problems' in told ? told.problems.map(({ at, problem }) => [at, problem]) : [])

describe('the configuration file', () => {
  const profiles = { development: { support: 'chat-dev' }, production: { support: 'chat-live' } }

  it.each([
    [{}, 'chat-dev'],
    [{ NODE_ENV: 'production' }, 'chat-live'],
    [{ NODE_ENV: 'production', HUB_PROFILE: 'development' }, 'chat-dev'],
  ])('binds names as the environment %j wants', async (environment, support) => {
    expect(await read({ ...shared, profiles }, environment)).toEqual({
      configuration: { ...shared, bindings: { support } },
    })
  })

  it('need not have profiles, unless one is asked for', async () => {
    expect(await read(shared)).toEqual({ configuration: shared })
    const more = { ...shared, keepEndedForDays: 90, limits: { messagesPerConversation: 2 } }
    expect(await read(more)).toEqual({ configuration: more })
    expect(await read(shared, { HUB_PROFILE: 'qa' })).toMatchObject({ problems: [{ at: 'HUB_PROFILE' }] })
  })

  it('says what does not belong there as a matter of the file', async () => {
    expect(await read({ ...shared, keepForDays: 3 })).toEqual({
      problems: [{ at: 'CONFIG_FILE', problem: 'has an entry that does not belong there: keepForDays' }],
    })
  })

  it('says everything that is wrong at once, each by its place', async () => {
    const told = await read({
      hub: {},
      hubs: { support: { platfrm: 'salesforce', fallback: 'amelia' } },
      resources: { web: { channel: 'fax', hub: 'nobody', carrier: 'pigeons' } },
      profiles: { development: { chat: 'chat-dev' } },
      limits: { messagesPerConversation: 0 },
      keepEndedForDays: 'ever',
    })
    expect(problemsIn(told)).toEqual({
      CONFIG_FILE: 'has an entry that does not belong there: hub',
      'CONFIG_FILE hubs.support.platform': 'is missing',
      'CONFIG_FILE hubs.support': 'has an entry that does not belong there: platfrm',
      'CONFIG_FILE hubs.support.fallback': 'no platform is named "amelia" (there are: salesforce)',
      'CONFIG_FILE resources.web.channel': 'must be one of web-chat, sms',
      'CONFIG_FILE resources.web.hub': 'no hub is named "nobody" (there are: support)',
      'CONFIG_FILE resources.web.carrier': 'no carrier is named "pigeons" (there are: twilio)',
      'CONFIG_FILE profiles.development.chat': 'no resource has the id "chat-dev" (there are: web)',
      'CONFIG_FILE limits.messagesPerConversation': 'must be >0',
      'CONFIG_FILE keepEndedForDays': 'must be of type number, not string',
    })
  })

  it('says of what it cannot read nothing but that', async () => {
    const { hubs, ...others } = shared
    const misspelt = await read({ ...others, hub: hubs, profiles: [] }, { HUB_PROFILE: 'qa' })
    expect(problemsIn(misspelt)).toEqual({
      'CONFIG_FILE hubs': 'is missing',
      'CONFIG_FILE profiles': 'must be of type object, not array',
      CONFIG_FILE: 'has an entry that does not belong there: hub',
    })
    expect(problemsIn(await read([]))).toEqual({ CONFIG_FILE: 'must be of type object, not array' })
  })

  it.each([
    ['{\n  "hubs": {}\n  "resources": {}\n}', ', line 3, column 3'],
    ['{\n  "hubs":', ', line 2, column 10'],
    ['{ "hubs": none }', ''],
  ])('says where it is no JSON, if that is known: %j', async (written, place) => {
    const { CONFIG_FILE } = problemsIn(await read(written))
    expect(CONFIG_FILE?.replace(folders.at(-1) ?? '', '')).toBe(`is not JSON: /hub.json${place}`)
  })

  it('says which profile or name is missing', async () => {
    expect(await read({ ...shared, profiles }, { HUB_PROFILE: 'qa' })).toEqual({
      problems: [
        { at: 'CONFIG_FILE profiles.qa', problem: 'is missing (there are: development, production)' },
      ],
    })
    const uneven = { ...profiles, development: {} }
    expect(await read({ ...shared, profiles: uneven })).toEqual({
      problems: [
        {
          at: 'CONFIG_FILE profiles.development',
          problem: 'does not bind support, which another profile does',
        },
      ],
    })
  })

  it('is missing where a profile of it is asked for', () => {
    expect(readEnvironment({ HUB_PROFILE: 'qa' }).problems).toEqual([
      {
        at: 'HUB_PROFILE',
        problem: 'is set, but there is no CONFIG_FILE whose "profiles" it could choose from',
      },
    ])
    expect(readEnvironment({ HUB_PROFILE: 'qa', CONFIG_FILE: 'hub.json' }).problems).toEqual([])
  })
})
