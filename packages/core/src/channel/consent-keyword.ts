/** What a customer's one-word message means for whether we may write to them. */
export type ConsentKeyword = 'opt-out' | 'opt-in' | 'help'

/** As carriers in North America know them (CTIA messaging principles; 47 CFR 64.1200(a)(10)). */
const KEYWORDS: ReadonlyMap<string, ConsentKeyword> = new Map([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'].map(
    (word) => [word, 'opt-out'] as const,
  ),
  ...['START', 'YES', 'UNSTOP'].map((word) => [word, 'opt-in'] as const),
  ['HELP', 'help'],
])

/**
 * The keyword that a text message is, if it is one: the word alone, in any case, whatever stands around it
 * (" Stop. ", "STOP!"), also written apart ("opt out"). In a sentence a keyword means nothing.
 *
 * `opt-in` words are ordinary words to somebody who has not opted out; the caller decides.
 */
export function consentKeyword(text: string): ConsentKeyword | undefined {
  const word = text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}\p{Cf}]+/gu, '')
    .toUpperCase()
  return KEYWORDS.get(word)
}
