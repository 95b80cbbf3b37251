import type { KeptCommand, TypingCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import { runCommand } from '../connector/run-command'
import { withDeadline } from '../connector/with-deadline'
import { type CustomerMessage, customerMessageSchema } from '../contract/customer-message'
import { echoedWords } from '../degrade/echoed-words'
import { fitToPlatform } from '../degrade/fit-to-platform'
import { intendedMessage } from '../degrade/intended-message'
import { asConversationError, ConversationError } from '../errors/conversation-error'
import { parseRequest } from '../errors/from-zod'
import type { Stoppable } from '../retry/stoppable'
import type { BareConversation } from './bare-conversation'
import type { CommandQueue } from './command-queue'
import type { ConversationRecord } from './conversation-record'
import type { SessionKeeper } from './session-keeper'

interface Means {
  readonly connector: Connector
  readonly record: ConversationRecord
  readonly sessions: SessionKeeper
  readonly commands: CommandQueue
  run(command: KeptCommand): Promise<void>
  receive(events: Iterable<PlatformEvent>): void
  readonly closed: Stoppable
}

/** What the customer's side can do in a conversation. */
export function speakAsCustomer(means: Means): Pick<BareConversation, 'send' | 'typing' | 'receipt' | 'end'> {
  const { connector, record, sessions, commands, closed } = means
  const sent = new Map<string, Promise<{ messageId: string }>>()

  const hasEnded = () => record.state === 'ended'
  /** Checked again when the command's turn comes: the conversation may have ended while it waited. */
  const live = () => {
    if (hasEnded())
      throw new ConversationError('conversation-ended', 'The conversation has ended; start a new one.')
  }
  const inTurn = (work: () => Promise<void>) =>
    commands.add(async () => {
      live()
      await work()
    })

  /** The platform has forgotten the conversation: for us that is its end. */
  const heed = (error: ConversationError) => {
    if (isForgotten(error)) means.receive([{ type: 'ended', id: 'forgotten', reason: 'platform-expired' }])
    return error
  }

  async function say(said: CustomerMessage): Promise<{ messageId: string }> {
    const intended = intendedMessage(said, record.messages)
    const message = fitToPlatform(intended.message, connector.capabilities, intended)
    const messageId = crypto.randomUUID()
    record.keep({
      type: 'message',
      messageId,
      author: { role: 'customer' },
      parts: [{ type: 'text', text: intended.shownAs }],
    })
    record.said(messageId, echoedWords(message) ?? intended.shownAs)
    try {
      await inTurn(() => means.run({ type: 'send', commandId: messageId, messageId, message }))
      return { messageId }
    } catch (thrown) {
      const error = asConversationError(thrown, 'Sending the message')
      record.keep({ type: 'receipt', messageId, status: 'failed', code: error.code })
      throw heed(error)
    }
  }

  async function type(command: TypingCommand): Promise<void> {
    try {
      const result = await withDeadline(
        (context) => runCommand(connector, command, sessions.current, context),
        { signal: closed },
      )
      sessions.current = result.session
    } catch (thrown) {
      throw asConversationError(thrown, 'Telling the platform that the customer types')
    }
  }

  return {
    async send(message) {
      live()
      const written = typeof message === 'string' ? { text: message } : message
      const said = parseRequest(customerMessageSchema, written, 'The message')
      const { clientMessageId } = said
      if (clientMessageId === undefined) return say(said)
      const earlier = sent.get(clientMessageId)
      if (earlier) return earlier
      const saying = say(said)
      sent.set(clientMessageId, saying)
      saying.catch(() => sent.delete(clientMessageId))
      return saying
    },
    async typing(typing) {
      live()
      await inTurn(() => type({ type: 'typing', commandId: crypto.randomUUID(), typing }))
    },
    async receipt(messageId, status) {
      live()
      try {
        await inTurn(() => means.run({ type: 'receipt', commandId: crypto.randomUUID(), messageId, status }))
      } catch (thrown) {
        throw heed(asConversationError(thrown, 'Telling the platform what became of its message'))
      }
    },
    async end() {
      await commands.add(async () => {
        if (hasEnded()) return
        try {
          await means.run({ type: 'end', commandId: crypto.randomUUID(), reason: 'customer-ended' })
        } catch (thrown) {
          // The platform may have ended it meanwhile, or forgotten it; then there is nothing left to end.
          if (!hasEnded() && !isForgotten(thrown)) throw thrown
        }
      })
      means.receive([{ type: 'ended', id: 'customer ended', reason: 'customer-ended' }])
    },
  }
}

function isForgotten(thrown: unknown): boolean {
  return thrown instanceof ConversationError && thrown.code === 'platform-session-gone'
}
