import { buildOptions } from '../../tsup.shared.ts'

const browser = { platform: 'browser', target: 'es2022' } as const

export default [
  // For bundlers and package managers: the dependencies stay imports.
  buildOptions({ ...browser, entry: { index: 'src/index.ts', client: 'src/client/index.ts' } }),
  // For a page without a bundler: one file with everything in it.
  buildOptions({
    ...browser,
    entry: { standalone: 'src/index.ts' },
    noExternal: [/.*/],
    minify: true,
    splitting: false,
    dts: false,
  }),
]
