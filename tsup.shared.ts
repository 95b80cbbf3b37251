import type { Options } from 'tsup'

/** How every package of this repository is built; a package's `tsup.config.ts` names what differs. */
export function buildOptions(overrides: Options = {}): Options {
  return {
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node20',
    platform: 'node',
    dts: true,
    sourcemap: true,
    splitting: true,
    treeshake: false,
    // Cleaning would delete the other task's output: `bundle` writes JavaScript, `build` types too.
    clean: false,
    silent: true,
    ...overrides,
  }
}
