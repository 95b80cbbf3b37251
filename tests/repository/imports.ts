import { isBuiltin } from 'node:module'
import ts from 'typescript'
import { filesBelow, read } from './packages'

export interface Import {
  /** The importing file, from the repository's root. */
  readonly path: string
  /** What it names: `./settings`, `node:http`, `@conversation-hub/core/schema/x.json`. */
  readonly specifier: string
}

/** Every import of the TypeScript files below a folder: static, dynamic and type-only ones. */
export function importsBelow(folder: string): Import[] {
  return filesBelow(folder)
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => importsOf(read(path)).map((specifier) => ({ path, specifier })))
}

export function importsOf(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName)
}

/** The package that a specifier names; `undefined` for a file of one's own and for what Node brings. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
