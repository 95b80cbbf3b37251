import { rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { buildOptions } from '../../tsup.shared.ts'
import { copyTemplate, PACKED_AS } from './src/copy-template'

const template = fileURLToPath(new URL('../../templates/connector', import.meta.url))
const copy = fileURLToPath(new URL('dist/template', import.meta.url))

export default buildOptions({
  entry: ['src/index.ts', 'src/main.ts'],
  async onSuccess() {
    await rm(copy, { recursive: true, force: true })
    await copyTemplate(template, copy)
    await rename(`${copy}/package.json`, `${copy}/${PACKED_AS['package.json']}`)
  },
})
