import { ConversationError, type OutgoingAttachment, type SendCommand } from '@conversation-hub/core'
import type { SpokenMessage } from '../entries/outgoing'
import type { Answer } from '../http/call'
import { multipart } from '../http/multipart'
import type { Client } from './client'
import { filePayload, type Messaging, messagePayload } from './commands'
import { doing, errorFromAnswer } from './errors'
import { rememberedEntry } from './said-ids'
import type { Session } from './session'
import type { EnhancedChatSettings } from './settings'
import { wasSaid } from './was-said'

interface Saying {
  readonly opensSession: boolean
  readonly signal: AbortSignal
}

/** What later calls have to know; empty: what they knew already. */
type SessionChange = Partial<Pick<Session, 'reopenedAt' | 'entryIds'>>

interface Posted {
  readonly answer: Answer
  /** A new messaging session was opened then, because the old one had ended. */
  readonly reopened?: Pick<Session, 'reopenedAt'>
}

/** Says things in the customer's name. */
export function createSender(client: Client, { deployment }: EnhancedChatSettings) {
  const messaging = (session: Session, opensSession: boolean): Messaging => ({
    deployment,
    session,
    opensSession,
  })

  /** A conflict is a duplicate, which has arrived before, or the word for a closed conversation: the records tell. */
  async function settled(
    id: string,
    operation: 'message' | 'file',
    answer: Answer,
    session: Session,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (answer.status !== 409 || (await wasSaid(id, session, client, signal)) === 'yes') return answer
    throw /closed|ended/i.test(answer.text) ? errorFromAnswer(operation, answer) : unexplained(operation)
  }

  /** One message under our id; where the messaging session has ended, once more as the first of a new one. */
  async function say(
    id: string,
    message: SpokenMessage,
    session: Session,
    { opensSession, signal }: Saying,
  ): Promise<SessionChange> {
    const { answer, reopened } = await openingSessionIfNeeded(opensSession, 'message', async (opens) => {
      const payload = messagePayload(id, message, messaging(session, opens))
      return settled(id, 'message', await client.sendMessage(session, payload, signal), session, signal)
    })
    return { ...reopened, ...rememberedEntry(id, answer, session) }
  }

  async function sendFile(
    command: SendCommand,
    file: OutgoingAttachment,
    session: Session,
    signal: AbortSignal,
  ): Promise<SessionChange> {
    const { commandId: id } = command
    const { mediaType, name: fileName } = file
    const content = await file.read()
    const { answer, reopened } = await openingSessionIfNeeded(false, 'file', async (opens) => {
      const entry = JSON.stringify(filePayload(command, file, messaging(session, opens)))
      const form = multipart([
        { name: 'messageEntry', mediaType: 'application/json', content: entry },
        { name: 'fileData', mediaType, content, fileName },
      ])
      return settled(id, 'file', await client.sendFile(session, form, signal), session, signal)
    })
    return { ...reopened, ...rememberedEntry(id, answer, session) }
  }

  return {
    say,
    async send(command: SendCommand, session: Session, signal: AbortSignal): Promise<SessionChange> {
      const { commandId, message } = command
      return message.type === 'attachment'
        ? sendFile(command, message, session, signal)
        : say(commandId, message, session, { opensSession: false, signal })
    },
  }
}

/** Salesforce, Enhanced Chat API: 417 means that a messaging session has to be opened first. */
async function openingSessionIfNeeded(
  opensSession: boolean,
  operation: 'message' | 'file',
  post: (opensSession: boolean) => Promise<Answer>,
): Promise<Posted> {
  const answer = await post(opensSession)
  if (answer.status !== 417) return { answer }
  const again = await post(true)
  if (again.status === 417) throw errorFromAnswer(operation, again)
  return { answer: again, reopened: { reopenedAt: answer.answeredAt ?? Date.now() } }
}

/** Not among the records, or not yet: the driver looks there again before it repeats. */
const unexplained = (operation: 'message' | 'file') =>
  new ConversationError(
    'platform-unavailable',
    `${doing[operation]} failed: Salesforce reports a conflict (409) and does not have the message.`,
    { outcome: 'unknown', platformStatus: 409 },
  )
