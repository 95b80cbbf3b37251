import { startAmeliaSandbox } from '../../src/amelia/sandbox'

/** A sandbox in a process of its own, to be killed: `sandbox-process.ts <state file> <pace>`. Prints its address. */
const [stateFile = '', pace = '0'] = process.argv.slice(2)
const sandbox = await startAmeliaSandbox({ stateFile, pace: Number(pace) })
console.log(sandbox.url)
