import type { Connector } from '@conversation-hub/core'
import { followAccountStream } from './account-stream'

type Context = Parameters<typeof followAccountStream>[0] & {
  readonly platforms: ReadonlyMap<string, Connector>
}

export interface AccountStreams {
  /** Gives every stream back, so that another instance takes it at once. */
  stop(): Promise<void>
}

/** Follows the streams of all platforms that have one for their whole account. */
export function followAccountStreams(context: Context): AccountStreams {
  const stopping = new AbortController()
  const following = [...context.platforms].flatMap(([name, connector]) =>
    connector.arrival.kind === 'account-stream'
      ? [followAccountStream(context, { name, connector, arrival: connector.arrival }, stopping.signal)]
      : [],
  )
  return {
    async stop() {
      stopping.abort()
      await Promise.all(following)
    },
  }
}
