import { startSalesforceSandbox } from '../../src'

const [stateFile] = process.argv.slice(2)
if (stateFile === undefined) throw new Error('Name the state file.')
const { url } = await startSalesforceSandbox({ stateFile, pace: 20 })
console.log(url)
