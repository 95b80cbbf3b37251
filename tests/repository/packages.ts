import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

type Versions = Readonly<Record<string, string>>

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private: boolean
  readonly files: ReadonlyArray<string>
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies: Versions
  readonly devDependencies: Versions
  readonly peerDependencies: Versions
}

export interface Package {
  /** From the repository's root, for example `packages/core`. */
  readonly folder: string
  readonly manifest: Manifest
}

export function readManifest(folder: string): Manifest {
  const written: Partial<Manifest> = JSON.parse(read(`${folder}/package.json`))
  return {
    name: '',
    version: '',
    private: false,
    files: [],
    exports: {},
    dependencies: {},
    devDependencies: {},
    peerDependencies: {},
    ...written,
  }
}

/** Every workspace. */
export const packages: ReadonlyArray<Package> = ['packages', 'apps', 'templates'].flatMap((parent) =>
  readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) })),
)

export const published = packages.filter(({ manifest }) => !manifest.private)

const NOT_OURS = new Set(['node_modules', 'dist', '.turbo', '.git', '.data', '.tools', 'coverage'])

/** Every file below a folder, by its path from the repository's root. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`.split(sep).join('/')
    if (NOT_OURS.has(entry.name)) return []
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export const isTest = (path: string): boolean => /\.test\.ts$|\/tests\/|\/fakes\//.test(path)
