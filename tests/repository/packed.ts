import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { type Package, published, root } from './packages'

const run = promisify(execFile)

/** One published package as npm would publish it. */
export interface Tarball extends Package {
  readonly path: string
  readonly files: ReadonlyArray<string>
}

interface PackReport {
  readonly name: string
  readonly filename: string
  readonly files: ReadonlyArray<{ readonly path: string }>
}

/** Packs every published package into the folder. The packages have to be built. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const unbuilt = published.filter((one) => !existsSync(join(root, one.folder, 'dist/index.js')))
  if (unbuilt.length > 0) {
    const names = unbuilt.map(({ manifest }) => manifest.name).join(', ')
    throw new Error(`Not built: ${names}. Run "npx turbo run build" (npm test does) and repeat.`)
  }
  const workspaces = published.flatMap(({ manifest }) => ['--workspace', manifest.name])
  const { stdout } = await npm(root, [
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder,
    ...workspaces,
  ])
  const reports: PackReport[] = JSON.parse(stdout)
  return published.map((one) => {
    const report = reports.find(({ name }) => name === one.manifest.name)
    if (!report) throw new Error(`npm pack made no tarball of ${one.manifest.name}.`)
    return { ...one, path: join(folder, report.filename), files: report.files.map(({ path }) => path) }
  })
}

/** Installs tarballs into an empty folder, with what they declare and nothing else. */
export async function installInto(folder: string, tarballs: ReadonlyArray<Tarball>): Promise<void> {
  await mkdir(folder)
  const dependencies = Object.fromEntries(
    tarballs.map(({ manifest, path }) => [manifest.name, `file:${path}`]),
  )
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  )
  await npm(folder, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'])
}

/** The names that a module of an installed package exports, as a program in that folder sees them. */
export async function exportsOf(folder: string, specifier: string): Promise<string[]> {
  const program = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(specifier)}))))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder })
  return JSON.parse(stdout)
}

/** How those find types who cannot import our packages at all, which are modules. */
const NOT_MODULES = ['node10', 'node16-cjs']

/** What arethetypeswrong finds; empty when everything is well. In this process: as a command, each would load TypeScript. */
export async function wrongTypes(tarball: Tarball, leftOut: ReadonlyArray<string>): Promise<unknown[]> {
  const files = createPackageFromTarballData(new Uint8Array(await bytesOf(tarball)))
  const found = await checkPackage(files, { excludeEntrypoints: [...leftOut] })
  if (!found.types) return ['no types at all']
  return found.problems.filter(
    (problem) => !('resolutionKind' in problem && NOT_MODULES.includes(problem.resolutionKind)),
  )
}

export const bytesOf = async (tarball: Tarball): Promise<ArrayBuffer> => {
  const buffer = await readFile(tarball.path)
  return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength)
}

function npm(cwd: string, call: ReadonlyArray<string>): Promise<{ stdout: string }> {
  return run('npm', [...call], { cwd, maxBuffer: 32 * 1024 * 1024, shell: process.platform === 'win32' })
}
