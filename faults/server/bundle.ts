import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'tsup'

const root = resolve(import.meta.dirname, '../..')

export interface Bundle {
  /** The program by its name. */
  file(name: string): string
  remove(): Promise<void>
}

/**
 * Programs with the hub's packages inside, by name: they are started dozens of times, and compiling them each
 * time would take longer than everything else. They lie below `node_modules`, where their dependencies are found.
 */
export async function bundlePrograms(entry: Readonly<Record<string, string>>): Promise<Bundle> {
  const folder = join(root, 'node_modules', '.cache', 'conversation-hub', `programs-${process.pid}`)
  await build({
    entry: { ...entry },
    outDir: folder,
    format: ['esm'],
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    config: false,
    silent: true,
    tsconfig: join(root, 'tsconfig.json'),
    noExternal: [/^@conversation-hub\//],
    skipNodeModulesBundle: true,
    esbuildOptions(options) {
      options.conditions = ['@conversation-hub/source']
    },
  })
  return {
    file: (name) => join(folder, `${name}.mjs`),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
