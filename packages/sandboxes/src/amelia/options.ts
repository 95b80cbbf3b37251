import type { AmeliaSwitches } from './switches'
import type { AmeliaPreset } from './switches/presets'

/** What `startAmeliaSandbox` takes; all of it may be left out. */
export interface AmeliaSandboxOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 0: a free port. */
  readonly port?: number
  /** Keeps the state in this file, so that it survives even `kill -9`. Default: in memory only. */
  readonly stateFile?: string
  /** The release to behave like. Default `7.3`. */
  readonly preset?: AmeliaPreset
  /** Switches that differ from the preset from the start. */
  readonly switches?: Partial<AmeliaSwitches>
  /** Milliseconds between two messages of the script. Default 25; 0 says them before a call is answered. */
  readonly pace?: number
}
