import type { PropertyDeclaration } from 'lit'
import { fieldsOf, parseJson } from '../client/reading'

/** A switch that can be on without its attribute: absent leaves the default, `"false"` is off, all else is on. */
export function switchProperty(attribute: string): PropertyDeclaration {
  return { attribute, converter: { fromAttribute: (value) => value !== 'false' } }
}

/** The same texts again are no change: many a page makes the object anew with each of its own drawings. */
export const textsProperty: PropertyDeclaration = {
  attribute: 'attributes',
  converter: { fromAttribute: readAttributes },
  hasChanged: (given, before) => JSON.stringify(given) !== JSON.stringify(before),
}

/** A JSON object of texts. Anything else in it is left out, because platforms take texts only. */
function readAttributes(text: string | null): Record<string, string> | undefined {
  if (text === null) return undefined
  const texts = Object.entries(fieldsOf(parseJson(text))).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  if (texts.length === 0) {
    console.warn(
      '<chat-web-control>: the attribute "attributes" must be a JSON object of texts, for example {"product":"Basic"}; it is ignored.',
    )
    return undefined
  }
  return Object.fromEntries(texts)
}
