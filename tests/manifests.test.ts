import { describe, expect, it } from 'vitest'
import { packages, published, read, readManifest } from './repository/packages'

/** Versions that are a range, and why. This list may only shrink. */
const ranges: Readonly<Record<string, string>> = {
  'packages/salesforce dependencies jsforce ^3.10.16':
    'newer versions need a newer Node; npm picks the newest one that runs where it is installed',
  'packages/conformance peerDependencies vitest ^4.1.0': 'the contributor’s own vitest is used',
}

const siblings = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]))

describe.each([...packages, { folder: '.', manifest: readManifest('.') }])('$folder', ({
  folder,
  manifest,
}) => {
  it('names exact versions, and its siblings as the next compatible ones', () => {
    const { dependencies, devDependencies, peerDependencies } = manifest
    const wrong = Object.entries({ dependencies, devDependencies, peerDependencies }).flatMap(
      ([kind, list]) =>
        Object.entries(list)
          .filter(([name, version]) => {
            const sibling = siblings.get(name)
            return sibling === undefined
              ? !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)
              : version !== `^${sibling}`
          })
          .map(([name, version]) => `${folder} ${kind} ${name} ${version}`),
    )
    expect(wrong.filter((line) => !(line in ranges))).toEqual([])
  })
})

it('every range that is excused is still there', () => {
  const found = Object.keys(ranges).filter((line) => {
    const [folder = '', kind = '', name = '', version] = line.split(' ')
    const manifest = readManifest(folder)
    return (kind === 'dependencies' ? manifest.dependencies : manifest.peerDependencies)[name] === version
  })
  expect(found).toEqual(Object.keys(ranges))
})

describe.each(published)('$folder', ({ folder, manifest }) => {
  it('is ready to be published', () => {
    expect(manifest).toMatchObject({
      type: 'module',
      license: 'Apache-2.0',
      engines: { node: '>=20.19' },
      description: expect.stringMatching(/\.$/),
      keywords: expect.arrayContaining(['conversation-hub']),
    })
    expect(manifest.files).toContain('dist')
    expect(Object.keys(manifest.exports)).toContain('./package.json')
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'))
  })
})

it('the lock file names no registry', () => {
  const hosts = read('package-lock.json').match(/"resolved": "(https?|git)[^"]*"/g) ?? []
  expect(hosts).toEqual([])
  expect(read('.npmrc')).not.toMatch(/registry\s*=/)
})
