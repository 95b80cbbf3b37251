export { type AmeliaSandbox, type AmeliaSandboxOptions, startAmeliaSandbox } from './sandbox'
export type { AmeliaSwitches } from './switches'
export type { AmeliaPreset } from './switches/presets'
