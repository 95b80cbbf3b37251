import { lstat, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyTemplate, PACKED_AS } from './copy-template'
import { namesOf, problemOfName, replaceNames } from './names'

/** What was made, or why nothing was. */
export type CreatedConnector = { readonly folder: string } | { readonly problem: string }

/**
 * Makes the folder `name` below `parent`: a copy of the template under the platform's name. Nothing that is there is
 * written over, and nothing is fetched.
 */
export async function createConnector({
  name,
  parent,
  template,
}: {
  readonly name: string
  readonly parent: string
  readonly template: string
}): Promise<CreatedConnector> {
  const problem = problemOfName(name, await codeBelow(template))
  if (problem !== undefined) return { problem }
  const folder = join(parent, name)
  if ((await entriesOf(folder)).length > 0) {
    return {
      problem: `${folder} is there already, and nothing in it is written over. Remove it, or take another name.`,
    }
  }
  try {
    await write(folder, { template, name })
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown
    return {
      problem: `${folder} could not be made (${thrown.code}): is ${parent} a folder that you may write to?`,
    }
  }
  return { folder }
}

async function write(folder: string, { template, name }: { template: string; name: string }): Promise<void> {
  await copyTemplate(template, folder)
  const names = namesOf(name)
  for (const path of await filesBelow(folder)) {
    await writeFile(path, replaceNames(await readFile(path, 'utf8'), names))
  }
  for (const [name, packedAs] of Object.entries(PACKED_AS)) {
    await rename(join(folder, packedAs), join(folder, name)).catch(ifAbsent)
  }
}

/** In the checked-out template only the first of `PACKED_AS` has another name. */
function ifAbsent(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'ENOENT') throw thrown
}

async function codeBelow(folder: string): Promise<string> {
  const files = (await filesBelow(folder)).filter((path) => path.endsWith('.ts'))
  return (await Promise.all(files.map((path) => readFile(path, 'utf8')))).join('\n')
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** What lies in a folder, or something where a file stands in its place; nothing where there is nothing. */
async function entriesOf(path: string): Promise<string[]> {
  return readdir(path).catch(() =>
    lstat(path).then(
      () => [path],
      () => [],
    ),
  )
}
