import {
  type CountryCode,
  type PhoneNumber,
  parsePhoneNumberFromString as parse,
} from 'libphonenumber-js/max'

/** Where a number without a country code is at home. */
export interface Home {
  /** As the settings say, for example `US`. */
  readonly country?: CountryCode | undefined
  /** Our own number, whose country it is otherwise. */
  readonly address?: string | undefined
}

/**
 * A phone number in E.164, however it was written: with blanks, brackets, dashes, dots or slashes, in other
 * digits, with `tel:` or an international prefix, and nationally where its home is known. `undefined` for what is
 * none, for two at once, and for an extension, which no text message reaches.
 *
 * Its length has to fit its country; whether it is in use only the carrier knows, whose lists are newer than any
 * that we could bring.
 */
export function phoneNumber(written: string, home: Home = {}): string | undefined {
  const text = written
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^(tel|sms):/i, '')
  const national = parse(text, { extract: false, ...(!text.startsWith('+') && atHome(home)) })
  // "00" is what most of the world dials for "+"; no number begins with it.
  return usable(national) ?? usable(parse(text.replace(/^\(?00/, '+'), { extract: false }))
}

function atHome({ country, address }: Home) {
  const own = address === undefined ? undefined : parse(address)
  const defaultCountry = country ?? own?.country
  // A toll-free number is of several countries.
  return defaultCountry ? { defaultCountry } : own && { defaultCallingCode: own.countryCallingCode }
}

function usable(parsed: PhoneNumber | undefined): string | undefined {
  return parsed?.isPossible() && parsed.ext === undefined ? parsed.number : undefined
}
