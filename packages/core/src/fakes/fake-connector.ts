import type { Connector } from '../connector/connector'

/** A connector for tests: it takes everything and says nothing, except what the test replaces. */
export function fakeConnector(replaced: Partial<Connector> = {}): Connector {
  return {
    specVersion: 'v1',
    platform: 'fake',
    account: 'fake account',
    capabilities: {
      choices: true,
      forms: false,
      cards: false,
      attachments: false,
      typing: { toPlatform: false, fromPlatform: false },
      receipts: { toPlatform: false, fromPlatform: false },
      queuePosition: false,
      availability: false,
      transcriptHandOver: { maxCharacters: 20 },
      transcript: false,
      resume: true,
      repeats: { start: 'idempotent', send: 'idempotent', end: 'idempotent' },
    },
    arrival: { kind: 'reply' },
    start: async (command) => ({ session: { id: command.conversationId } }),
    send: async (_, session) => ({ session }),
    end: async (_, session) => ({ session }),
    ...replaced,
  }
}
