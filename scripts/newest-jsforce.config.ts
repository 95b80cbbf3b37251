import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const installed = fileURLToPath(new URL('../.tools/newest-jsforce/node_modules', import.meta.url))
const conditions = ['@conversation-hub/source', 'node']
const resolve = { conditions }

/** As the root's configuration, but for jsforce; see `newest-jsforce.mjs`. */
export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  resolve: { ...resolve, alias: { jsforce: `${installed}/jsforce` } },
  test: {
    // Everything that goes through jsforce.
    include: ['crm', 'record-at-end', 'byoc*', 'agentforce*', 'availability', 'canary'].map(
      (name) => `packages/salesforce/tests/${name}.test.ts`,
    ),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
