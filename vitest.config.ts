import { defineConfig } from 'vitest/config'

// Tests run on the packages' sources: the condition is the first of every package's `exports`. `import` is not
// among these: vitest hands them to Node, where they would count for `require` too and break libraries like `pg`.
const conditions = ['@conversation-hub/source', 'node']
const ssr = { resolve: { conditions, externalConditions: conditions } }
const resolve = { conditions }

const everywhere = {
  // Generous: a busy machine may be ten times slower, and no test passes by waiting.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
  // No test leaves anything behind in the process; loading everything anew for every file would take as long
  // as the tests themselves.
  isolate: false,
}

export default defineConfig({
  ssr,
  resolve,
  test: {
    // Most tests wait for sockets; with vitest's default, two cores would run one file at a time.
    maxWorkers: 4,
    reporters: ['default', './scripts/closing-line-reporter.ts'],
    projects: [
      {
        ssr,
        resolve,
        test: {
          ...everywhere,
          name: 'units',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', '{faults,bench}/**/*.test.ts'],
        },
      },
      {
        ssr,
        resolve,
        test: {
          ...everywhere,
          name: 'packages',
          include: [
            'packages/*/tests/**/*.test.ts',
            'templates/*/{src,tests}/**/*.test.ts',
            'tests/**/*.test.ts',
          ],
          exclude: ['tests/faults.test.ts', 'packages/amelia/tests/day-long.test.ts'],
        },
      },
      {
        ssr,
        resolve,
        test: {
          ...everywhere,
          name: 'a day',
          include: ['packages/amelia/tests/day-long.test.ts'],
          // A process of its own: what other files have left open would live through that day with it.
          isolate: true,
        },
      },
      {
        ssr,
        resolve,
        test: {
          ...everywhere,
          name: 'app',
          include: ['apps/*/tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file starts a browser and the whole app; two cores carry one such file at a time. As a group of its
          // own: vitest does not mix groups with different numbers of workers.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ssr,
        resolve,
        test: {
          ...everywhere,
          name: 'faults',
          include: ['tests/faults.test.ts'],
          // Alone, after everything else: it is the one test that has both cores busy, and times what it sees.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
