import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppProcess, runAppToItsEnd, startAppProcess } from './support/app-process'
import { type Folder, temporaryFolder } from './support/folder'

let folder: Folder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder?.remove())

const start = (variables: Record<string, string>) =>
  runAppToItsEnd({ DATA_DIR: join(folder.path, 'data'), ...variables })

describe('a start is refused, in words that say what to do', () => {
  it('with every wrong variable at once', async () => {
    const { code, output } = await start({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      HUB_SECRET_KEY: 'short',
      SALESFORCE_SCRT_URL: 'http://example.com',
      NODE_ENV: 'production',
    })
    expect(code).toBe(1)
    const named = [
      'PORT:',
      'LOG_LEVEL: must be one of debug, info',
      'HUB_SECRET_KEY:',
      'HUB_API_KEY: is required',
    ]
    for (const words of [...named, 'SALESFORCE_SCRT_URL', 'SALESFORCE_ORG_ID'])
      expect(output).toContain(words)
    expect(output).not.toContain('short:')
    expect(output).not.toMatch(/\n\s+at /)
  })

  it('with every wrong variable and entry of the configuration file at once, each by its place', async () => {
    const path = join(folder.path, 'config.json')
    const resources = { web: { channel: 'fax', hub: 'nobody' } }
    const hubs = { main: { platfrm: 'amelia' }, other: { platform: 'nobody' } }
    await writeFile(path, JSON.stringify({ hubs, resources, keepForDays: 3 }))
    const { code, output } = await start({ CONFIG_FILE: path, PORT: '99999', HUB_API_KEY: 'two words' })
    expect(code).toBe(1)
    for (const words of [
      'PORT: must be a port number',
      'HUB_API_KEY: must be visible ASCII characters without spaces\n',
      'CONFIG_FILE: has an entry that does not belong there: keepForDays\n',
      'CONFIG_FILE hubs.main.platform: is missing\n',
      'CONFIG_FILE hubs.main: has an entry that does not belong there: platfrm\n',
      'CONFIG_FILE hubs.other.platform: no platform is named "nobody" (there are: salesforce, ',
      'CONFIG_FILE resources.web.channel: must be one of web-chat, sms\n',
      'CONFIG_FILE resources.web.hub: no hub is named "nobody" (there are: main, other)\n',
    ])
      expect(output).toContain(`  ${words}`)
  })

  it('while another program has the port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const { code, output } = await start({ PORT: port })
    other.close()
    expect(code).toBe(1)
    expect(output).toContain('(port-in-use)')
    expect(output).toContain(port)
  })

  it('where the data folder cannot be made, or holds broken keys', async () => {
    const file = join(folder.path, 'a file')
    await writeFile(file, '')
    const below = await start({ DATA_DIR: join(file, 'data') })
    expect(below).toMatchObject({ code: 1, output: expect.stringContaining('(data-folder-unusable)') })
    expect(below.output).toContain('DATA_DIR')

    // Where a folder is and refuses to have another one in it.
    for (const DATA_DIR of ['/proc/conversation-hub', '/dev/null/data']) {
      const refused = await start({ DATA_DIR })
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(DATA_DIR) })
      expect(refused.output).toContain('(data-folder-unusable)')
    }

    const sandboxes = join(folder.path, 'of a sandbox', 'sandboxes')
    await mkdir(join(sandboxes, 'salesforce.jsonl'), { recursive: true })
    const unkept = await start({ DATA_DIR: join(folder.path, 'of a sandbox') })
    expect(unkept).toMatchObject({ code: 1, output: expect.stringContaining(sandboxes) })
    expect(unkept.output).toContain('(data-folder-unusable)')

    await writeFile(join(folder.path, 'development-keys.json'), '{')
    const broken = await start({ DATA_DIR: folder.path })
    expect(broken).toMatchObject({ code: 1, output: expect.stringContaining('development-keys.json') })
  })

  it('while Postgres is down, without showing its password', async () => {
    const { code, output } = await start({ DATABASE_URL: 'postgres://hub:hunter2@127.0.0.1:1/hub' })
    expect(code).toBe(1)
    expect(output).toContain('(database-unavailable)')
    expect(output).toContain('DATABASE_URL')
    expect(output).not.toContain('hunter2')
  })
})

it('a start that is asked to stop comes to its end first: it may have taken conversations over', async () => {
  const hanging = createServer().listen(0, '127.0.0.1')
  await once(hanging, 'listening')
  const address = hanging.address()
  const port = typeof address === 'object' ? address?.port : ''
  const ended = runAppToItsEnd(
    { DATABASE_URL: `postgres://hub@127.0.0.1:${port}/hub`, DATA_DIR: join(folder.path, 'asked') },
    async ({ child, output }) => {
      const [connection] = await once(hanging, 'connection')
      child.kill('SIGTERM')
      child.once('exit', () => connection.destroy())
      await expect.poll(output).toContain('Stopping')
      connection.destroy()
    },
  )
  expect(await ended).toMatchObject({ code: 1, output: expect.stringContaining('(database-unavailable)') })
  hanging.close()
})

describe('a data folder that another process has', () => {
  let holder: AppProcess
  beforeAll(async () => {
    holder = await startAppProcess({ DATA_DIR: join(folder.path, 'held') })
  })
  afterAll(() => holder?.stop('SIGKILL'))

  it('is refused, naming the process and what else there is', async () => {
    const { code, output } = await start({ DATA_DIR: join(folder.path, 'held') })
    expect(code).toBe(1)
    expect(output).toContain(`in use by process ${holder.pid}`)
    expect(output).toContain('DATABASE_URL')
  })
  it('belongs to one that stops at once when it is asked a second time, in whichever way', async () => {
    // A request that does not come to its end is waited for.
    const slow = connect(Number(holder.port), '127.0.0.1')
    slow.on('error', () => {})
    slow.write(
      'POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    )
    await once(slow, 'connect')
    await fetch(`${holder.url}/healthz`)
    const stopped = holder.stop('SIGINT')
    await expect.poll(() => holder.output()).toContain('Stopping')
    process.kill(holder.pid, 'SIGTERM')
    expect(await stopped).toBeNull()
    expect(holder.output().match(/Stopping/g)).toHaveLength(1)
    slow.destroy()
  })
})
