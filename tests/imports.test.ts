import { describe, expect, it } from 'vitest'
import { importsBelow, packageOf } from './repository/imports'
import { filesBelow, isTest, packages, read, readManifest } from './repository/packages'

const OURS = '@conversation-hub/'

/** Which of our own packages each package may import. */
const mayImport: Readonly<Record<string, ReadonlyArray<string>>> = {
  'packages/core': [],
  'packages/hub': ['core'],
  'packages/server': ['core', 'hub'],
  'packages/salesforce': ['core'],
  'packages/amelia': ['core'],
  'packages/twilio': ['core'],
  'packages/conformance': ['core'],
  'packages/chat-web-control': [],
  'packages/create-connector': [],
  'templates/connector': ['core'],
  // A second, independent reading of each protocol: one misreading cannot pass on both sides.
  'packages/sandboxes': [],
  'apps/reference': [
    'amelia',
    'chat-web-control',
    'core',
    'hub',
    'salesforce',
    'sandboxes',
    'server',
    'twilio',
  ],
}
/** What tests may import besides; the sandboxes' own tests may not either. */
const forTests = (folder: string) =>
  folder === 'packages/sandboxes' || folder === 'packages/core'
    ? []
    : ['conformance', 'core', 'hub', 'sandboxes']

const rootDependencies = Object.keys(readManifest('.').devDependencies)

describe.each(packages)('$folder', ({ folder, manifest }) => {
  const imports = importsBelow(folder).filter(({ path }) => !path.endsWith('.config.ts'))

  it('imports only those of our packages that it may', () => {
    const allowed = mayImport[folder]
    expect(allowed, `${folder} is not in the list of who may import whom`).toBeDefined()
    const wrong = imports.filter(({ path, specifier }) => {
      const name = packageOf(specifier)
      if (!name?.startsWith(OURS) || name === manifest.name) return false
      const others = [...(allowed ?? []), ...(isTest(path) ? forTests(folder) : [])]
      return !others.includes(name.slice(OURS.length))
    })
    expect(wrong).toEqual([])
  })

  it('declares what it imports', () => {
    const runtime = { ...manifest.dependencies, ...manifest.peerDependencies }
    const wrong = imports.filter(({ path, specifier }) => {
      const name = packageOf(specifier)
      if (name === undefined || name === manifest.name || name in runtime) return false
      return !(isTest(path) && (name in manifest.devDependencies || rootDependencies.includes(name)))
    })
    expect(wrong).toEqual([])
  })

  it('does not reach into another package’s folder', () => {
    const wrong = imports.filter(({ path, specifier }) => {
      if (!specifier.startsWith('.')) return false
      const target = new URL(specifier, `file:///${path}`).pathname
      return !target.startsWith(`/${folder}/`)
    })
    expect(wrong).toEqual([])
  })
})

describe('packages/core', () => {
  const sources = filesBelow('packages/core/src').filter((path) => !isTest(path))

  it('depends on zod and nothing else, not even on Node', () => {
    expect(Object.keys(readManifest('packages/core').dependencies)).toEqual(['zod'])
    const outside = importsBelow('packages/core/src')
      .filter(({ path, specifier }) => !isTest(path) && !specifier.startsWith('.'))
      .map(({ specifier }) => specifier)
    expect([...new Set(outside)]).toEqual(['zod'])
  })

  it('knows no platform by name', () => {
    const named = sources.filter((path) => /salesforce|agentforce|amelia|twilio/i.test(read(path)))
    expect(named).toEqual([])
  })
})

it('only the reference app reads the environment', () => {
  const readers = packages
    .filter(({ folder }) => folder !== 'apps/reference')
    .flatMap(({ folder }) => filesBelow(`${folder}/src`))
    .filter((path) => !isTest(path) && /\bprocess\.env\b|\bimport\.meta\.env\b/.test(read(path)))
  expect(readers).toEqual([])
})
