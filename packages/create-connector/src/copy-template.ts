import { cp } from 'node:fs/promises'
import { basename } from 'node:path'

/** What builds and installations leave behind in the template's folder. */
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.turbo'])

/** Names that npm gives a meaning inside a package, and the names under which the template travels in ours. */
export const PACKED_AS = { '.gitignore': 'gitignore', 'package.json': 'package.json.template' } as const

/** Copies the template without what was built in it. Never writes over a file that is there. */
export async function copyTemplate(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    force: false,
    errorOnExist: true,
    filter: (path) => path === from || !LEFT_BEHIND.has(basename(path)),
  })
}
