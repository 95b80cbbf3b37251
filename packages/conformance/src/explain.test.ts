import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { chapters } from './chapters'
import { explained } from './explain'

const page = readFileSync(new URL('../../../docs/adding-a-connector.md', import.meta.url), 'utf8')
const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-'),
)

it('what failed keeps its comparison, and says where to look and where to read', () => {
  const failed = Object.assign(new Error('expected 1 to be 2'), { expected: 2, actual: 1 })
  expect(explained(failed, { heading: 'ends', look: 'the end.' })).toBe(failed)
  expect(failed).toMatchObject({ expected: 2, actual: 1 })
  expect(failed.message).toMatch(
    /^expected 1 to be 2\n\nLook at: the end\.\nRead: \S+adding-a-connector\.md#ends\n$/,
  )
})

it.each(chapters.map(({ heading }) => heading))('the page has the heading %s', (heading) => {
  expect(anchors).toContain(heading)
})
