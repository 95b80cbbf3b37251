import {
  type BareConversation,
  type ConversationEvent,
  resumeConversation,
  startConversation,
} from '@conversation-hub/core'
import type { Bench, Talk } from './scenario'
import type { ConnectorSubject } from './subject'

/** Runs one scenario's work on a fresh subject and leaves nothing running. */
export async function withBench(
  subject: ConnectorSubject,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const running = await subject.start()
  const conversations: BareConversation[] = []
  const listenTo = (conversation: BareConversation, notices: string[]): Talk => {
    conversations.push(conversation)
    return { conversation, heard: hear(conversation), notices }
  }
  try {
    await work({
      connector: running.connect(),
      double: running.double,
      // Asked for when they are needed: tokens come into use while the scenario runs.
      get secrets() {
        return running.secrets
      },
      connect: () => running.connect(),
      async begin(request = {}, connector = running.connect()) {
        const notices: string[] = []
        const conversation = await startConversation(
          connector,
          { customerDestination: `customer-${conversations.length + 1}`, ...request },
          { onNotice: (text) => notices.push(text) },
        )
        return listenTo(conversation, notices)
      },
      async resume(kept) {
        const notices: string[] = []
        const onNotice = (text: string) => notices.push(text)
        return listenTo(await resumeConversation(running.connect(), kept, { onNotice }), notices)
      },
    })
  } finally {
    for (const conversation of conversations) conversation.close()
    await running.stop()
  }
}

function hear(conversation: BareConversation): ConversationEvent[] {
  const heard: ConversationEvent[] = []
  void (async () => {
    for await (const event of conversation.events()) heard.push(event)
  })()
  return heard
}
