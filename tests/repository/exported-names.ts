import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'
import { read, root } from './packages'

/** The names that a package exports although no comment says what they are: an editor has nothing to show there. */
export function unexplainedExportsOf(index: string): string[] {
  return exportsFrom(index).flatMap(({ name, local, path }) => {
    const declaration = declarationOf(local, path)
    const isExplained = declaration !== undefined && ts.getJSDocCommentsAndTags(declaration).length > 0
    return isExplained ? [] : [`${name} (${path})`]
  })
}

/** The names that a package exports, types included. */
export function exportedNamesOf(index: string): string[] {
  return exportsFrom(index).map(({ name }) => name)
}

interface Exported {
  readonly name: string
  /** As it is called where it comes from. */
  readonly local: string
  readonly path: string
}

/** What a file passes on of other files of ours. */
function exportsFrom(path: string): Exported[] {
  return statementsOf(path).flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) return []
    const { moduleSpecifier, exportClause } = statement
    if (!ts.isStringLiteral(moduleSpecifier) || !moduleSpecifier.text.startsWith('.')) return []
    const from = fileAt(posix.join(posix.dirname(path), moduleSpecifier.text))
    if (!exportClause) return exportsFrom(from)
    if (!ts.isNamedExports(exportClause)) return []
    return exportClause.elements.map(({ name, propertyName }) => ({
      name: name.text,
      local: (propertyName ?? name).text,
      path: from,
    }))
  })
}

function declarationOf(name: string, path: string): ts.Statement | undefined {
  const here = statementsOf(path).find((statement) => declares(statement, name))
  if (here) return here
  const further = exportsFrom(path).find((exported) => exported.name === name)
  return further && declarationOf(further.local, further.path)
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some(
      (one) => ts.isIdentifier(one.name) && one.name.text === name,
    )
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement)
  return isNamed && statement.name?.text === name
}

const parsed = new Map<string, ts.SourceFile>()

function statementsOf(path: string): ReadonlyArray<ts.Statement> {
  const file = parsed.get(path) ?? ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true)
  parsed.set(path, file)
  return file.statements
}

const fileAt = (path: string) => (existsSync(join(root, `${path}.ts`)) ? `${path}.ts` : `${path}/index.ts`)
