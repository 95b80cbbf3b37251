/** The basic character set of SMS (3GPP TS 23.038, 6.2.1): one septet each. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)

/** Its extension table (6.2.1.1): an escape and the character, two septets. */
const EXTENSION = new Set('\f^{}\\[~]|€')

/** How many septets each character takes; `undefined` when one of them is not in the alphabet. */
export function septetsOf(characters: ReadonlyArray<string>): number[] | undefined {
  const septets: number[] = []
  for (const character of characters) {
    if (BASIC.has(character)) septets.push(1)
    else if (EXTENSION.has(character)) septets.push(2)
    else return undefined
  }
  return septets
}
