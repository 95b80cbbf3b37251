import type { Capabilities } from '@conversation-hub/core'
import type { ByocSettings } from './settings'

/** Salesforce, Interaction Service: files of at most 25 MB. */
const MAX_FILE_BYTES = 25_000_000

export function capabilitiesOf({ transcript, routing }: ByocSettings): Capabilities {
  return {
    choices: true,
    forms: true,
    cards: true,
    attachments: { maxBytes: MAX_FILE_BYTES },
    typing: { toPlatform: true, fromPlatform: true },
    receipts: { toPlatform: true, fromPlatform: true, failuresToPlatform: true },
    queuePosition: true,
    availability: true,
    transcriptHandOver: { maxCharacters: transcript.maxCharacters },
    // Missed events are replayed for three days instead.
    transcript: false,
    resume: true,
    repeats: {
      // The conversation is gotten or created; what a second request to route it does is not documented.
      start: routing === 'salesforce' ? 'idempotent' : 'neither',
      send: 'idempotent',
      end: 'idempotent',
    },
  }
}
