import type { TwilioSwitches } from './switches'

/** What `startTwilioSandbox` takes; all of it may be left out. */
export interface TwilioSandboxOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 0: a free port. */
  readonly port?: number
  /** Keeps the state in this file, so that it survives even `kill -9`. Default: in memory only. */
  readonly stateFile?: string
  /** The account's numbers. Default: two. */
  readonly numbers?: ReadonlyArray<string>
  /** Switches that differ from their default from the start. */
  readonly switches?: Partial<TwilioSwitches>
  /** Milliseconds between two states of a message on its way: queued, sent, delivered. Default 25. */
  readonly pace?: number
}
