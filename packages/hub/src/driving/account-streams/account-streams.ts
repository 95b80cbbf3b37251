import { createStopSwitch } from '@conversation-hub/core'
import { type AccountStreamContext, followAccountStream } from './account-stream'

export interface AccountStreams {
  /** Looks at once whether another instance has given a stream back. */
  look(): void
  /** Gives every stream back, so that another instance takes it at once. */
  stop(): Promise<void>
}

/** Follows the streams of all platforms that have one for their whole account. */
export function followAccountStreams(context: AccountStreamContext): AccountStreams {
  const stopping = new AbortController()
  let nextLook = createStopSwitch()
  const following = [...context.platforms].flatMap(([name, connector]) =>
    connector.arrival.kind === 'account-stream'
      ? [
          followAccountStream(
            context,
            { name, connector, arrival: connector.arrival },
            { signal: stopping.signal, nextLook: () => nextLook },
          ),
        ]
      : [],
  )
  return {
    look() {
      if (stopping.signal.aborted) return
      const awaited = nextLook
      nextLook = createStopSwitch()
      awaited.stop()
    },
    async stop() {
      stopping.abort()
      nextLook.stop()
      await Promise.all(following)
    },
  }
}
