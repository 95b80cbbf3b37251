/** The platform's name in every way in which the template writes it. */
export interface Names {
  /** `my-platform`: the folder, the end of the package's name, and the connector's `platform`. */
  readonly kebab: string
  /** `myPlatform`: the factory. */
  readonly camel: string
  /** `MyPlatform`: the beginning of its types. */
  readonly pascal: string
  /** `My Platform`: in sentences. */
  readonly title: string
  /** `my platform`: at the head of the suite's report. */
  readonly plain: string
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

export function namesOf(kebab: string): Names {
  const words = kebab.split('-')
  const pascal = words.map(capital).join('')
  return {
    kebab,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    title: words.map(capital).join(' '),
    plain: words.join(' '),
  }
}

/** The names that stand in the template. */
const PLACEHOLDERS = namesOf('my-platform')

export function replaceNames(text: string, names: Names): string {
  return text
    .replaceAll(PLACEHOLDERS.kebab, names.kebab)
    .replaceAll(PLACEHOLDERS.camel, names.camel)
    .replaceAll(PLACEHOLDERS.pascal, names.pascal)
    .replaceAll(PLACEHOLDERS.title, names.title)
    .replaceAll(PLACEHOLDERS.plain, names.plain)
}

/** Words of the language that no function can be named after. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
)

/** Names that Windows gives to devices: no folder can have one, in whichever checkout. */
const DEVICE = /^(con|prn|aux|nul|(com|lpt)\d)$/

/** What is wrong with a name; `undefined`: nothing. `code` is what the template's files hold. */
export function problemOfName(name: string, code: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    return 'A name has at most 40 small letters, digits and single hyphens, and begins with a letter: for example acme-chat.'
  }
  const { camel, pascal } = namesOf(name)
  const isTaken = new RegExp(`\\b(${camel}|${pascal}|${pascal}Settings)\\b`).test(
    replaceNames(code, namesOf('-')),
  )
  const longer = `Take a longer name, for example ${name}-chat.`
  if (DEVICE.test(name)) return `"${name}" is the name of a device on Windows. ${longer}`
  if (RESERVED.has(camel) || isTaken) return `"${name}" means something else in the code already. ${longer}`
  return undefined
}
