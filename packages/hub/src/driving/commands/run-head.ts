import {
  type CommandResult,
  type Connector,
  commandDeadlineMs,
  type KeptCommand,
  type PlatformSession,
  pause,
  runCommand,
  type Stoppable,
  withDeadline,
} from '@conversation-hub/core'
import { type Standing, underLease } from '../../leases/under-lease'

interface HeadRun {
  readonly connector: Connector
  readonly command: KeptCommand
  readonly session: PlatformSession
  /** An earlier try may have taken effect: its outcome was unknown, or its process has died. */
  readonly doubtful: boolean
  /** From when on, by `performance.now()`, the platform's records prove that an earlier try did not take effect. */
  readonly recordsCountFrom: number
  /**
   * Resolves to whether an echo has proved that the platform has the message. Only called if the platform echoes
   * messages.
   */
  readonly proof: (messageId: string) => Promise<boolean>
  readonly standing: Standing
  /** How long to wait for the call, in milliseconds. */
  readonly patienceMs: number
  readonly signal: Stoppable
}

/** Runs a command once. If an earlier try may have taken effect, finds that out first. */
export async function runHead(run: HeadRun): Promise<CommandResult> {
  const { connector, command, session, signal } = run
  if (run.doubtful) {
    const done = await tookEffect(run)
    if (done) return done
  }
  return await underLease((context) => runCommand(connector, command, session, context), run.standing, {
    milliseconds: Math.min(commandDeadlineMs(connector, command), run.patienceMs),
    signal,
  })
}

async function tookEffect({
  connector,
  command,
  session,
  proof,
  recordsCountFrom,
  signal,
}: HeadRun): Promise<CommandResult | undefined> {
  if (command.type === 'receipt') return undefined
  switch (connector.capabilities.repeats[command.type]) {
    case 'reconcilable': {
      const reconcile = connector.reconcile?.bind(connector, command, session)
      if (!reconcile) return undefined
      const look = () => withDeadline((context) => reconcile(context), { signal })
      let found = await look()
      const early = recordsCountFrom - performance.now()
      if (found.tookEffect !== 'yes' && early > 0) {
        await pause(early, signal)
        found = await look()
      }
      return found.tookEffect === 'yes' ? { session: found.session ?? session } : undefined
    }
    case 'echo':
      return command.type === 'send' && (await proof(command.messageId)) ? { session } : undefined
    case 'idempotent':
    case 'neither':
      return undefined
  }
}
