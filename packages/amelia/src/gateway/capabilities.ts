import type { Capabilities } from '@conversation-hub/core'

/** What the REST gateway can do. Paths for files and filled-in forms exist in it, but are not public. */
export const gatewayCapabilities: Capabilities = {
  // A choice is answered with its text, a form with its answers as text.
  choices: false,
  forms: false,
  cards: true,
  attachments: false,
  typing: { toPlatform: false, fromPlatform: true },
  receipts: { toPlatform: false, fromPlatform: false },
  queuePosition: false,
  availability: true,
  transcriptHandOver: { maxCharacters: 4_000 },
  // The queue is emptied by reading it, and there is no call that reads again what was said.
  transcript: false,
  resume: true,
  repeats: {
    // Nobody can tell whether a start took effect. A conversation that was started twice is never polled, and
    // ends by Amelia's own inactivity limit.
    start: 'neither',
    send: 'echo',
    // Closing what is closed changes nothing.
    end: 'idempotent',
  },
}
