import type { FailpointName } from '@conversation-hub/hub'
import type { CarrierAccount } from '../carrier/carrier'
import type { Mutant } from '../mutants/mutant'
import type { PlatformKind } from '../platform/kinds'

/** How a server process is set up; it is handed over as JSON on the command line. */
export interface ServerSetUp {
  readonly databaseUrl: string
  readonly platform: { readonly url: string; readonly kind: PlatformKind; readonly silenceMs?: number }
  /** Breaks the relay on purpose. */
  readonly mutant?: Mutant
  /** Carries text messages, on the resource `sms`. */
  readonly carrier?: CarrierAccount
  /** The address that the outside knows, where another one is called. */
  readonly publicUrl?: string
  /** A second account at another address, on the resource `other`. */
  readonly otherPlatform?: { readonly url: string; readonly kind: PlatformKind }
}

/** Kills itself with SIGKILL when it reaches the failpoint for the `nth` time from now. */
export interface FailOrder {
  readonly failAt: FailpointName
  readonly nth: number
}

/** Sets its clock so many milliseconds forward, or back, from the true time. */
export interface ClockOrder {
  readonly clockBy: number
}

/** What a server process tells the harness. */
export type ServerReport =
  | { readonly report: 'listening'; readonly url: string }
  | { readonly report: 'unhandled'; readonly what: string }

export const API_KEY = 'the-fault-harness'
