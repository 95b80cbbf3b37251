/** What a customer's one-word message says about whether we may write to them. */
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
 * The keyword that a text message consists of, if it does: the word alone, in upper or lower case, with any punctuation
 * around it (" Stop. ", "STOP!"), or written as two words ("opt out"). Within a sentence a keyword means nothing.
 *
 * To somebody who has not opted out, `opt-in` words are ordinary words ("yes"): the caller decides.
 */
export function consentKeyword(text: string): ConsentKeyword | undefined {
  const word = text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}\p{Cf}\p{Me}\p{Variation_Selector}]+/gu, '')
    .toUpperCase()
  return KEYWORDS.get(word)
}
