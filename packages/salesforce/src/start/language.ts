/** Salesforce, Metadata API, Translations: these languages have older or wider names there. */
const names: Readonly<Record<string, string>> = { he: 'iw', id: 'in', nb: 'no' }

/**
 * A language tag as Salesforce writes it: `en-US` becomes `en_US`, `he-IL` becomes `iw_IL`. Chinese is told apart by region
 * there: `zh-Hans-CN` becomes `zh_CN`, `zh-Hant` becomes `zh_TW`.
 */
export function salesforceLanguage(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'))
    const { language, region } = locale.language === 'zh' ? locale.maximize() : locale
    const name = names[language] ?? language
    return region ? `${name}_${region}` : name
  } catch {
    return undefined
  }
}
