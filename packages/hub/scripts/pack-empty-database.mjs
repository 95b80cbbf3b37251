// Makes `dist/empty-database.tar.br`, from which the hub starts an embedded database in a second instead of five.
import { existsSync } from 'node:fs'
import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { brotliCompressSync, constants } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'

// What runs once is not worth optimising: half of the time went into that.
setFlagsFromString('--liftoff-only')

const packed = fileURLToPath(new URL('../dist/empty-database.tar.br', import.meta.url))
const wasm = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), 'pglite.wasm')

/** A newer PGlite may bring a Postgres whose files are others. */
const isCurrent = existsSync(packed) && (await stat(packed)).mtimeMs > (await stat(wasm)).mtimeMs
if (!isCurrent) {
  const pglite = await PGlite.create()
  await pglite.query('CHECKPOINT')
  const files = new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer())
  await pglite.close()
  const params = {
    // Higher grades take ten times as long for a tenth less.
    [constants.BROTLI_PARAM_QUALITY]: 8,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: files.length,
  }
  await mkdir(dirname(packed), { recursive: true })
  await writeFile(`${packed}.unfinished`, brotliCompressSync(files, { params }))
  await rename(`${packed}.unfinished`, packed)
}
