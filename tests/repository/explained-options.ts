import ts from 'typescript'
import { read } from './packages'

interface Option {
  readonly name: string
  readonly isExplained: boolean
}

/**
 * What can be written of something, each option with whether an editor says what it is; of options of options, too. `paths`
 * are the files in which the types are declared.
 */
export function explainedOptions(paths: ReadonlyArray<string>, name: string): Option[] {
  const statements = paths.flatMap((path) => [
    ...ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true).statements,
  ])

  function optionsOf(type: string): Option[] {
    for (const statement of statements) {
      if (ts.isTypeAliasDeclaration(statement) && statement.name.text === type) {
        return namesIn(statement.type).flatMap(optionsOf)
      }
      if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== type) continue
      const extended = (statement.heritageClauses ?? []).flatMap(({ types }) =>
        types.map(({ expression }) => expression.getText()),
      )
      const own = statement.members
        .filter(ts.isPropertySignature)
        .flatMap((member) => [
          { name: member.name.getText(), isExplained: ts.getJSDocCommentsAndTags(member).length > 0 },
          ...namesIn(member.type).flatMap(optionsOf),
        ])
      return [...extended.flatMap(optionsOf), ...own]
    }
    return []
  }
  return optionsOf(name)
}

/** The types that a type names: itself, or as one of several. */
function namesIn(type: ts.TypeNode | undefined): string[] {
  if (!type) return []
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(namesIn)
  return ts.isTypeReferenceNode(type) ? [type.typeName.getText()] : []
}
