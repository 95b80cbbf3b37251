import type { CustomerIdentitySettings } from './identity/customer-identity'
import type { SalesforceSwitches } from './switches'

/** What `startSalesforceSandbox` takes; all of it may be left out. */
export interface SalesforceSandboxOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 0: a free port. */
  readonly port?: number
  /** Keeps the state in this file, so that it survives even `kill -9`. Default: in memory only. */
  readonly stateFile?: string
  /** Switches that differ from their default from the start. */
  readonly switches?: Partial<SalesforceSwitches>
  /** Milliseconds between two steps of the script. Default 15; 0 plays them at once. */
  readonly pace?: number
  /** Whose customer identity tokens are believed. Default: nobody's, so every customer is a guest. */
  readonly customerIdentity?: CustomerIdentitySettings
  /** The client app's certificate or public key (PEM), for JWT bearer grants. Default: every assertion is refused. */
  readonly publicKey?: string
}
