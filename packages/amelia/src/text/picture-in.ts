import { address } from '../message/lenient'
import { decodeEntities } from './entities'

/** A `<` ends an attempt, so time stays linear. */
const pattern = /<img\s(?:[^<>]*?\s)?src\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/i

/** The web address of the first picture in a text that may be HTML. */
export function pictureIn(html: string): string | undefined {
  const [, ...written] = pattern.exec(html) ?? []
  return address.parse(decodeEntities(written.find((one) => one !== undefined) ?? ''))
}
