import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const installed = fileURLToPath(new URL('../.tools/newest-jsforce/node_modules', import.meta.url))
const conditions = ['@conversation-hub/source', 'node']
const resolve = { conditions }

/** As the root's configuration, but that `jsforce` is another package, which the lane has installed. */
export function jsforceLane(packageName: string, tests: ReadonlyArray<string>) {
  return defineConfig({
    ssr: { resolve: { conditions, externalConditions: conditions } },
    resolve: { ...resolve, alias: { jsforce: `${installed}/${packageName}` } },
    test: {
      include: tests.map((name) => `packages/salesforce/tests/${name}.test.ts`),
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  })
}
