import { pause } from '@conversation-hub/core'
import { type Carrier, startCarrier } from '../carrier/carrier'
import { phoneAt } from '../carrier/deliver'
import type { Logs } from '../checker/logs'
import { notOneToOne } from '../checker/starts'
import type { Mutant } from '../mutants/mutant'
import type { PlatformKind } from '../platform/kinds'
import { type Platform, startPlatform } from '../platform/platform'
import { createPlatformLog, type PlatformLog } from '../platform/platform-log'
import { query } from '../postgres/cluster'
import type { ServerSetUp } from '../server/orders'
import { type ServerProcess, startServer } from '../server/server-process'
import { type Customer, createCustomer } from './customer'
import { type CustomerLog, createCustomerLog } from './customer-log'
import { sayGoodbye } from './goodbye'

/** Neither the database nor the platform tells when it has nothing left: they are asked, until a bound. */
const LOOK_AGAIN_AFTER_MS = 100
/** What comes too much comes late: so long it is looked out for when everything is there. */
const LOOK_OUT_MS = 700
const ENDED_WITHIN_MS = 30_000

const NOWHERE = 'http://127.0.0.1:1'
const NEVER_FAIL = { failuresShown: [], refused: [] }

/** One set of platform, database, server processes and customers, whose logs are checked at the end. */
export interface Trial {
  readonly platform: Platform
  /** Another account, at another address, behind the resource `other`. */
  readonly otherPlatform: Platform | undefined
  /** Where the customers of the trial write from phones. */
  readonly carrier: Carrier | undefined
  readonly customerLog: CustomerLog
  readonly platformLog: PlatformLog
  readonly databaseUrl: string
  readonly instances: ReadonlyArray<ServerProcess>
  /** Whatever nobody handled in any process. */
  readonly unhandled: ReadonlyArray<string>
  /**
   * Brings up an instance; at the same place (`0`, `1`, ...) it replaces the one before. It has an address of its own:
   * that of the one before may be anybody's by now.
   */
  startInstance(place?: number): Promise<ServerProcess>
  /** New customers with their conversations started. */
  customers(count: number, options?: CustomerOptions): Promise<Customer[]>
  newCustomer(options?: CustomerOptions): Customer
  /**
   * Waits until everything has arrived everywhere and the hub has nothing left to do. Answers after how many
   * milliseconds; `undefined` when it has not come to that in time.
   */
  settled(withinMs: number): Promise<number | undefined>
  /**
   * The same, where anything else is a finding. Default: within two minutes. Then every start is repeated under its key,
   * and every conversation is ended, so that whatever nobody knows of is left over.
   */
  drain(withinMs?: number): Promise<number | undefined>
  logs(): Logs
  stop(): Promise<void>
}

interface CustomerOptions {
  readonly resourceId?: string
  readonly createInThirdPartySystems?: boolean
  readonly onEvent?: () => void
}

export interface TrialOptions {
  readonly name: string
  readonly serverFile: string
  readonly databaseUrl: string
  readonly kind?: PlatformKind
  /** Signs of life in the platform's streams, in milliseconds. Default: none. */
  readonly heartbeatMs?: number
  /** The customers write from phones. Default: in browsers. */
  readonly byPhone?: boolean
  /** There is a second platform. Default: none. */
  readonly withOther?: boolean
  /** Everything that is asked is asked of all instances in the same instant. Default: in turn. */
  readonly everywhere?: boolean
  /** The address that the outside knows, as behind a proxy. Default: the one that is called. */
  readonly publicUrl?: string
  readonly mutant?: Mutant | undefined
  /** Changes how the servers see the world: a proxy in front of the platform or the database. */
  readonly setUp?: (setUp: ServerSetUp, place: number) => ServerSetUp
}

export async function startTrial(options: TrialOptions): Promise<Trial> {
  const { name, serverFile, databaseUrl, kind = 'recognises ids', heartbeatMs, byPhone, withOther } = options
  const platformLog = createPlatformLog()
  const customerLog = createCustomerLog()
  const platform = await startPlatform({ kind, log: platformLog, heartbeatMs })
  const otherPlatform = withOther ? await startPlatform({ kind, log: platformLog }) : undefined
  const carrier = byPhone ? await startCarrier() : undefined
  const instances: ServerProcess[] = []
  const unhandled: string[] = []
  const everybody: Customer[] = []
  let turn = 0
  let isOver = false

  /** As a load balancer does that has been told who is there. */
  function somewhere(): [string] {
    turn += 1
    const there = instances.filter((instance) => instance.takesCalls())
    return [there[turn % there.length]?.url ?? NOWHERE]
  }

  function everywhere(): [string, ...string[]] {
    const [first = NOWHERE, ...others] = instances.map(({ url }) => url)
    return [first, ...others]
  }

  function newCustomer(given: CustomerOptions = {}): Customer {
    const label = `${name}-${everybody.length + 1}`
    const customer = createCustomer({
      label,
      phone: carrier && phoneAt(carrier, label, options.publicUrl),
      log: customerLog,
      urls: options.everywhere ? everywhere : somewhere,
      ...given,
    })
    everybody.push(customer)
    return customer
  }

  return {
    platform,
    otherPlatform,
    carrier,
    customerLog,
    platformLog,
    databaseUrl,
    instances,
    unhandled,
    async startInstance(place = 0) {
      const setUp: ServerSetUp = {
        databaseUrl,
        platform: { url: platform.url, kind },
        ...(otherPlatform && { otherPlatform: { url: otherPlatform.url, kind } }),
        ...(carrier && { carrier: carrier.account }),
        ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
        ...(options.mutant && { mutant: options.mutant }),
      }
      const instance = await startServer({
        file: serverFile,
        setUp: options.setUp?.(setUp, place) ?? setUp,
        onUnhandled: (what) => unhandled.push(what),
      })
      instances[place] = instance
      return instance
    },
    newCustomer,
    async customers(count, given) {
      const fresh = Array.from({ length: count }, () => newCustomer(given))
      await Promise.all(fresh.map((customer) => customer.start()))
      return fresh
    },
    settled,
    // What a mutant has lost never comes.
    async drain(withinMs = options.mutant ? 10_000 : 120_000) {
      const tookMs = await settled(withinMs)
      // What is missing is for the checker to name.
      if (tookMs === undefined) customerLog.refusals.push(`not drained: ${await missing()}`)
      else await goodbye()
      return tookMs
    },
    logs: () => ({
      creations: creations(),
      starts: customerLog.starts,
      ...(isOver && { ended: platformLog.ended }),
      passages: [
        {
          to: 'platform',
          accepted: customerLog.accepted,
          effects: platformLog.heard,
          failuresShown: customerLog.failuresShown,
          refused: platformLog.refused,
        },
        { to: 'customer', accepted: platformLog.said, effects: customerLog.platformWords, ...NEVER_FAIL },
        ...(carrier
          ? [{ to: 'phone', accepted: platformLog.said, effects: carrier.arrived, ...NEVER_FAIL }]
          : []),
        {
          to: 'customer, own words',
          accepted: customerLog.accepted,
          effects: customerLog.ownWords,
          ...NEVER_FAIL,
        },
      ],
    }),
    async stop() {
      for (const customer of everybody) customer.stop()
      for (const instance of instances) if (instance.isRunning()) instance.signal('SIGKILL')
      await Promise.all(instances.map(({ exited }) => exited))
      await Promise.all([platform.close(), otherPlatform?.close(), carrier?.close()])
    },
  }

  /** Without those that no customer of the trial's has started. */
  function creations(): Logs['creations'] {
    return platformLog.creations.filter(({ key }) => key !== '')
  }

  async function goodbye(): Promise<void> {
    await pause(LOOK_OUT_MS)
    await sayGoodbye(everybody)
    const deadline = performance.now() + ENDED_WITHIN_MS
    const isMissing = () =>
      notOneToOne({ creations: creations(), starts: [], ended: platformLog.ended }).length > 0
    while (isMissing() && performance.now() < deadline) await pause(LOOK_AGAIN_AFTER_MS)
    isOver = true
  }

  async function settled(withinMs: number): Promise<number | undefined> {
    const began = performance.now()
    for (;;) {
      const left = await missing()
      const tookMs = performance.now() - began
      if (left === undefined) return tookMs
      if (tookMs > withinMs) return undefined
      await pause(LOOK_AGAIN_AFTER_MS)
    }
  }

  async function missing(): Promise<string | undefined> {
    const { accepted, ownWords, platformWords, failuresShown } = customerLog
    const { heard, said } = platformLog
    if (heard.length + failuresShown.length < accepted.length) return 'lines for the platform'
    if (ownWords.length < accepted.length) return 'the customers’ own words'
    if (platformWords.length < said.length) return 'lines for the customers'
    if (carrier && carrier.arrived.length < said.length) return 'text messages'
    const [row] = await query(
      databaseUrl,
      'SELECT count(*)::int AS waiting FROM outbox WHERE dead_at IS NULL',
    )
    return row?.waiting === 0 ? undefined : `${String(row?.waiting)} commands in the outbox`
  }
}
