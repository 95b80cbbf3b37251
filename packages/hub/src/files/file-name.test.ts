import { expect, it } from 'vitest'
import { fittingName } from './file-name'

const long = 'n'.repeat(300)
const end = 'n'.repeat(251)

it.each([
  { what: 'a short name', name: 'a.png', kept: 'a.png' },
  { what: 'one that just fits', name: `${end}.png`, kept: `${end}.png` },
  { what: 'a long name', name: `${long}.png`, kept: `${end}.png` },
  { what: 'one without an extension', name: long, kept: 'n'.repeat(255) },
  {
    what: 'half of a character',
    name: `${'n'.repeat(250)}\u{1f600}${long}.png`,
    kept: `${'n'.repeat(250)}\ufffd.png`,
  },
])('cuts what is too long, in front of the extension: $what', ({ name, kept }) => {
  expect(fittingName(name)).toBe(kept)
})
