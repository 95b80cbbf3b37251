import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'tsup'

const root = resolve(import.meta.dirname, '../..')

/**
 * The server process as one file: it is started dozens of times, and compiling it each time would take longer
 * than everything else. It lies below `node_modules`, where its dependencies are found.
 */
export async function bundleServer(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = join(root, 'node_modules', '.cache', 'conversation-hub', `faults-${process.pid}`)
  await build({
    entry: { server: join(import.meta.dirname, 'main.ts') },
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
    file: join(folder, 'server.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
