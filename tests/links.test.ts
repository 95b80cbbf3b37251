import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, it } from 'vitest'
import { filesBelow, read, root } from './repository/packages'

const folders = ['docs', 'packages', 'apps', 'templates', 'faults', '.changeset']
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...folders.flatMap(filesBelow)].filter((path) =>
  path.endsWith('.md'),
)

/** A page without its code, in which brackets are no links. */
const prose = (page: string): string => read(page).replace(/```[\s\S]*?```/g, '')

/** The anchors that GitHub makes of the headings of a page, and those that are written in it. */
function anchorsOf(page: string): Set<string> {
  const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  const written = [...prose(page).matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)
  return new Set([...headings, ...written])
}

function leadsNowhere({ page, target }: { readonly page: string; readonly target: string }): boolean {
  const [path = '', anchor] = target.split('#')
  const at = path === '' ? page : posix.join(posix.dirname(page), path)
  if (!existsSync(join(root, at))) return true
  return anchor !== undefined && at.endsWith('.md') && !anchorsOf(at).has(anchor)
}

it('every link between pages leads to a page, and to a heading of it, that is there', () => {
  const links = pages
    .flatMap((page) =>
      [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ page, target })),
    )
    .filter(({ target }) => !/^[a-z]+:/.test(target))
  expect(links.length).toBeGreaterThan(50)
  expect(links.filter(leadsNowhere)).toEqual([])
})
