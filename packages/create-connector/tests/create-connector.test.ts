import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createConnector } from '../src/index'

const template = fileURLToPath(new URL('../../../templates/connector', import.meta.url))
let parent: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'create-connector-'))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

const create = (name: string) => createConnector({ name, parent, template })
const read = (path: string) => readFile(join(parent, path), 'utf8')

describe('a new connector', () => {
  it('is made below a folder with spaces in its name', async () => {
    const spaced = join(parent, 'my work (new)')
    await mkdir(spaced)
    const created = await createConnector({ name: 'acme', parent: spaced, template })
    expect(created).toEqual({ folder: join(spaced, 'acme') })
    expect(await read('my work (new)/acme/package.json')).toContain('conversation-hub-acme')
  })

  it('has the template’s files, under the platform’s name', async () => {
    expect(await create('acme-chat')).toEqual({ folder: join(parent, 'acme-chat') })
    expect((await readdir(join(parent, 'acme-chat', 'src'))).sort()).toEqual(
      [
        'client.ts',
        'commands.ts',
        'connector.ts',
        'errors.ts',
        'events.ts',
        'index.ts',
        'settings.ts',
      ].sort(),
    )
    expect(JSON.parse(await read('acme-chat/package.json'))).toMatchObject({
      name: 'conversation-hub-acme-chat',
      private: true,
    })
    expect(await read('acme-chat/src/index.ts')).toContain("export { acmeChat } from './connector'")
    expect(await read('acme-chat/.gitignore')).toContain('node_modules/')
  })

  it('names the template’s platform nowhere', async () => {
    await create('acme-chat')
    const entries = await readdir(join(parent, 'acme-chat'), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))
    expect(files.length).toBeGreaterThan(10)
    expect(texts.filter((text) => /my[ -]?platform/i.test(text))).toEqual([])
  })

  it('takes nothing along that was built in the template', async () => {
    const used = join(parent, 'used')
    await cp(template, used, { recursive: true, filter: (path) => !path.endsWith('node_modules') })
    for (const folder of ['node_modules', 'dist', '.turbo'])
      await mkdir(join(used, folder), { recursive: true })
    await createConnector({ name: 'fresh', parent, template: used })
    const made = await readdir(join(parent, 'fresh'))
    expect(made).toContain('package.json')
    expect(made).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(node_modules|dist|\.turbo)$/)]))
  })
})

describe('nothing is made', () => {
  it.each([
    '',
    '.',
    '..',
    '../evil',
    '/etc/evil',
    'Acme',
    'acme chat',
    'acme_chat',
    '-x',
    'a--b',
    '1st',
    'a\n',
    'x'.repeat(41),
  ])('under the name %j', async (name) => {
    expect(await create(name)).toEqual({ problem: expect.stringContaining('for example acme-chat') })
    expect(await readdir(parent)).toEqual([])
  })

  it.each([
    'delete',
    'class',
    'server',
    'pause',
    'resolved',
    'connector',
  ])('under the name %s, which means something else in the code', async (name) => {
    expect(await create(name)).toEqual({ problem: expect.stringContaining(`${name}-chat`) })
    expect(await readdir(parent)).toEqual([])
  })

  it.each(['con', 'nul', 'com1'])('under the name %s, which is a device on Windows', async (name) => {
    expect(await create(name)).toEqual({ problem: expect.stringContaining(`${name}-chat`) })
    expect(await readdir(parent)).toEqual([])
  })

  it('where nothing can be written, and it is said in a sentence', async () => {
    await writeFile(join(parent, 'file'), 'precious')
    const created = await createConnector({ name: 'acme', parent: join(parent, 'file'), template })
    expect(created).toEqual({ problem: expect.stringMatching(/acme could not be made \(ENOTDIR\)/) })
    expect(await read('file')).toBe('precious')
  })

  it('where something is already', async () => {
    await mkdir(join(parent, 'acme'))
    await writeFile(join(parent, 'acme', 'mine.txt'), 'precious')
    expect(await create('acme')).toEqual({ problem: expect.stringContaining('is there already') })
    expect(await readdir(join(parent, 'acme'))).toEqual(['mine.txt'])
    await writeFile(join(parent, 'ledger'), 'precious')
    expect(await create('ledger')).toEqual({ problem: expect.stringContaining('is there already') })
    expect(await read('ledger')).toBe('precious')
  })
})
