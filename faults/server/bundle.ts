import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'tsup'

const root = resolve(import.meta.dirname, '../..')

export interface Bundle {
  /** The program by its name. */
  file(name: string): string
  remove(): Promise<void>
}

/** Packages in the old format ask for each other, and for Node's own, by `require`. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)`

interface BundleOptions {
  /** Puts in what the packages depend on, too: a program then starts in half of the time. Default: false. */
  readonly dependencies?: boolean
}

/**
 * Programs with the hub's packages inside, by name: they are started dozens of times, and compiling them each
 * time would take longer than everything else. They lie below `node_modules`, where their dependencies are found.
 */
export async function bundlePrograms(
  entry: Readonly<Record<string, string>>,
  { dependencies = false }: BundleOptions = {},
): Promise<Bundle> {
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
    noExternal: [dependencies ? /./ : /^@conversation-hub\//],
    skipNodeModulesBundle: !dependencies,
    ...(dependencies && { platform: 'node', external: ['pg-native'], banner: { js: REQUIRE } }),
    esbuildOptions(options) {
      options.conditions = ['@conversation-hub/source']
    },
  })
  return {
    file: (name) => join(folder, `${name}.mjs`),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
