import type { Capabilities } from '@conversation-hub/core'
import { MAX_FILE_BYTES } from './files'

/** What Amelia's web channel can do. */
export const webChannelCapabilities: Capabilities = {
  choices: true,
  forms: true,
  cards: true,
  attachments: { maxBytes: MAX_FILE_BYTES },
  typing: { toPlatform: true, fromPlatform: true },
  receipts: { toPlatform: false, fromPlatform: false },
  queuePosition: false,
  availability: true,
  transcriptHandOver: { maxCharacters: 4_000 },
  transcript: true,
  resume: true,
  repeats: {
    // A conversation that was opened twice says nothing before its start message, and nobody notices it; whether
    // the start message itself arrived, nobody can tell.
    start: 'neither',
    send: 'echo',
    end: 'idempotent',
  },
}
