/**
 * The first of these that names a language. `en_US`, as many a page has it for its `lang`, is meant as `en-US`; what names
 * none would be thrown at where times are written.
 */
export function languageOf(candidates: ReadonlyArray<string | null | undefined>): string {
  for (const candidate of candidates) {
    try {
      const [language] = Intl.getCanonicalLocales(candidate?.trim().replaceAll('_', '-'))
      if (language !== undefined) return language
    } catch {
      // Names none; the next one may.
    }
  }
  return 'en'
}
