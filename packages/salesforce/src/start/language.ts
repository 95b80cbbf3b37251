/** A language tag as Salesforce writes it: `en-US` becomes `en_US`, `zh-Hans-CN` becomes `zh_CN`. */
export function salesforceLanguage(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined
  try {
    const { language, region } = new Intl.Locale(tag.replaceAll('_', '-'))
    return region ? `${language}_${region}` : language
  } catch {
    return undefined
  }
}
