import type { Capabilities } from '@conversation-hub/core'
import type { AgentforceSettings } from './settings'

export function capabilitiesOf({ transcript }: AgentforceSettings): Capabilities {
  return {
    choices: false,
    forms: false,
    cards: false,
    attachments: false,
    typing: { toPlatform: false, fromPlatform: true },
    receipts: { toPlatform: false, fromPlatform: false },
    queuePosition: false,
    availability: true,
    transcriptHandOver: transcript ? { maxCharacters: transcript.maxCharacters } : false,
    transcript: false,
    resume: true,
    // The API can neither be asked what it has, nor does it document what a repeated message or key does.
    repeats: { start: 'neither', send: 'neither', end: 'idempotent' },
  }
}
