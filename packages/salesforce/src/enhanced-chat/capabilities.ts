import type { Capabilities } from '@conversation-hub/core'
import type { EnhancedChatSettings } from './settings'

/** Salesforce, Enhanced Chat: files of at most 5 MB; the types are the deployment's choice. */
const MAX_FILE_BYTES = 5_000_000

export function capabilitiesOf({ transcript }: EnhancedChatSettings): Capabilities {
  return {
    choices: true,
    forms: true,
    cards: true,
    attachments: { maxBytes: MAX_FILE_BYTES },
    typing: { toPlatform: true, fromPlatform: true },
    receipts: { toPlatform: true, fromPlatform: true },
    queuePosition: true,
    availability: true,
    transcriptHandOver: { maxCharacters: transcript.maxCharacters },
    transcript: true,
    resume: true,
    // What a repeated id does is not documented, so a repeat is preceded by a look at the records.
    repeats: { start: 'reconcilable', send: 'reconcilable', end: 'idempotent' },
  }
}
