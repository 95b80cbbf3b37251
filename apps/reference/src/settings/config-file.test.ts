import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfigFile } from './config-file'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const shared = {
  hubs: { support: { platform: 'salesforce' } },
  resources: { 'chat-dev': { channel: 'web-chat' }, 'chat-live': { channel: 'web-chat', hub: 'support' } },
}

async function read(
  written: object,
  environment: Parameters<typeof readConfigFile>[1] = { NODE_ENV: undefined, HUB_PROFILE: undefined },
) {
  const folder = await mkdtemp(join(tmpdir(), 'config-file-'))
  folders.push(folder)
  const path = join(folder, 'hub.json')
  await writeFile(path, JSON.stringify(written))
  return await readConfigFile(path, environment)
}

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
})
