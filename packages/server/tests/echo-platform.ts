import type { Connector, PlatformEvent } from '@conversation-hub/core'

/** A platform that greets, and repeats what it is told. */
export function echoPlatform(): Connector {
  const say = (id: string, text: string): PlatformEvent => ({
    type: 'message',
    id,
    author: { role: 'bot', name: 'Echo' },
    parts: [{ type: 'text', text }],
  })
  return {
    specVersion: 'v1',
    platform: 'echo',
    account: 'test',
    arrival: { kind: 'reply' },
    capabilities: {
      choices: false,
      forms: false,
      cards: false,
      attachments: { maxBytes: 1_000_000 },
      typing: { toPlatform: false, fromPlatform: false },
      receipts: { toPlatform: false, fromPlatform: false },
      queuePosition: false,
      availability: false,
      transcriptHandOver: false,
      transcript: false,
      resume: true,
      repeats: { start: 'idempotent', send: 'idempotent', end: 'idempotent' },
    },
    start: async ({ commandId }, session) => ({ session, events: [say(commandId, 'Hello')] }),
    async send({ commandId, message }, session) {
      const what = message.type === 'text' ? message.text : message.type
      return { session, events: [say(commandId, `You said ${what}`)] }
    },
    end: async (_command, session) => ({ session }),
  }
}
