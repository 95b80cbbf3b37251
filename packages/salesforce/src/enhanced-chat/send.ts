import { Blob } from 'node:buffer'
import type { OutgoingAttachment, SendCommand } from '@conversation-hub/core'
import { FormData } from 'undici'
import type { SpokenMessage } from '../entries/outgoing'
import type { Answer } from '../http/call'
import type { Client } from './client'
import { filePayload, type Messaging, messagePayload } from './commands'
import { errorFromAnswer } from './errors'
import type { Session } from './session'
import type { EnhancedChatSettings } from './settings'

interface Saying {
  readonly opensSession: boolean
  readonly signal: AbortSignal
}

/** A new messaging session was opened, because the old one had ended. */
type Reopened = Pick<Session, 'reopenedAt'> | undefined

/** Says things in the customer's name. */
export function createSender(client: Client, { deployment }: EnhancedChatSettings) {
  const messaging = (session: Session, opensSession: boolean): Messaging => ({
    deployment,
    session,
    opensSession,
  })

  /** One message under our id; where the messaging session has ended, once more as the first of a new one. */
  async function say(
    id: string,
    message: SpokenMessage,
    session: Session,
    { opensSession, signal }: Saying,
  ): Promise<Reopened> {
    return openingSessionIfNeeded(opensSession, 'message', (opens) =>
      client.sendMessage(session, messagePayload(id, message, messaging(session, opens)), signal),
    )
  }

  async function sendFile(
    command: SendCommand,
    file: OutgoingAttachment,
    session: Session,
    signal: AbortSignal,
  ): Promise<Reopened> {
    const content = new Blob([await file.read()], { type: file.mediaType })
    return openingSessionIfNeeded(false, 'file', (opens) => {
      const entry = JSON.stringify(filePayload(command, file, messaging(session, opens)))
      const form = new FormData()
      form.append('messageEntry', new Blob([entry], { type: 'application/json' }))
      form.append('fileData', content, file.name)
      return client.sendFile(session, form, signal)
    })
  }

  return {
    say,
    async send(command: SendCommand, session: Session, signal: AbortSignal): Promise<Reopened> {
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
): Promise<Reopened> {
  const answer = await post(opensSession)
  if (answer.status !== 417) return undefined
  if (opensSession) throw errorFromAnswer(operation, answer)
  const again = await post(true)
  if (again.status === 417) throw errorFromAnswer(operation, again)
  return { reopenedAt: answer.answeredAt ?? Date.now() }
}
