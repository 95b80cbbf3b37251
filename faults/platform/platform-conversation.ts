import type { ServerResponse } from 'node:http'

/** Something that the platform said, or the customer at the platform; `id` is its place in the stream. */
export interface Spoken {
  readonly id: number
  readonly author: 'customer' | 'bot'
  readonly text: string
  /** The id that the client gave its message. */
  readonly commandId?: string
}

/** A conversation as the platform keeps it. */
export interface PlatformConversation {
  readonly id: string
  /** The client's own id of the start. */
  readonly reference: string
  /** Which of the harness's conversations this is. */
  readonly label: string
  readonly spoken: Spoken[]
  /** The ids that clients gave their messages. */
  readonly taken: Set<string>
  readonly streams: Set<ServerResponse>
  /** How many lines the platform itself has said. */
  lines: number
  /** Only the newest access token is good. */
  tokens: number
}

/** How what was said gets into a conversation's open streams. */
export type Delivery = (
  conversation: PlatformConversation,
  spoken: Spoken,
  write: (spoken: Spoken) => void,
) => void

export const frameOf = (spoken: Spoken) =>
  `id: ${spoken.id}\nevent: said\ndata: ${JSON.stringify(spoken)}\n\n`
