import {
  type CountryCode,
  type PhoneNumber,
  parsePhoneNumberFromString as parse,
} from 'libphonenumber-js/max'

/** To which country a number without a country code belongs. */
export interface Home {
  /** The country from the settings, for example `US`. */
  readonly country?: CountryCode | undefined
  /** Our own number, whose country counts if the settings name none. */
  readonly address?: string | undefined
}

/**
 * A phone number in E.164, however it was written: with blanks, brackets, dashes, dots or slashes, in other scripts'
 * digits, with `tel:` or an international prefix, or without a country code if `home` is known. `undefined` if it is
 * not a phone number, or two at once, or one with an extension, which no text message reaches.
 *
 * Its length has to fit its country. Whether it is in use only the carrier knows, whose lists are newer than ours.
 */
export function phoneNumber(written: string, home: Home = {}): string | undefined {
  const text = written
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^(tel|sms):/i, '')
  const national = parse(text, { extract: false, ...(!text.startsWith('+') && atHome(home)) })
  // Most of the world dials "00" for "+", and no number begins with it.
  return usable(national) ?? usable(parse(text.replace(/^\(?00/, '+'), { extract: false }))
}

function atHome({ country, address }: Home) {
  const own = address === undefined ? undefined : parse(address)
  const defaultCountry = country ?? own?.country
  // A toll-free number belongs to several countries.
  return defaultCountry ? { defaultCountry } : own && { defaultCallingCode: own.countryCallingCode }
}

function usable(parsed: PhoneNumber | undefined): string | undefined {
  return parsed?.isPossible() && parsed.ext === undefined ? parsed.number : undefined
}
