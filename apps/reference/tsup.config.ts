import { buildOptions } from '../../tsup.shared.ts'

export default buildOptions({ entry: ['src/main.ts'], dts: false })
