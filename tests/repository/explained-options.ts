import ts from 'typescript'
import { read } from './packages'

/** What can be written of something, each option with what an editor shows of it; of options of options, too. */
export function explainedOptions(path: string, name: string): { name: string; isExplained: boolean }[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true)
  const interfaces = source.statements.filter(ts.isInterfaceDeclaration)

  function optionsOf(type: string): { name: string; isExplained: boolean }[] {
    const declared = interfaces.find((one) => one.name.text === type)
    if (!declared) return []
    return declared.members
      .filter(ts.isPropertySignature)
      .flatMap((member) => [
        { name: member.name.getText(), isExplained: ts.getJSDocCommentsAndTags(member).length > 0 },
        ...namesIn(member.type).flatMap(optionsOf),
      ])
  }
  return optionsOf(name)
}

/** The types that a type names: itself, or as one of several. */
function namesIn(type: ts.TypeNode | undefined): string[] {
  if (!type) return []
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(namesIn)
  return ts.isTypeReferenceNode(type) ? [type.typeName.getText()] : []
}
