import type { MessagePart, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { isCustomer, senderOf } from './author'
import { choicesParts } from './choices'
import { type Entry, timeOf } from './entry'
import { formParts } from './form'
import { messageIdFor } from './message-id'
import { staticContentParts } from './static-content'

const payloadSchema = z.object({
  abstractMessage: z.object({
    id: z.string().nullish().catch(undefined),
    messageType: z.string().nullish().catch(undefined),
    staticContent: z.unknown().optional(),
    choices: z.unknown().optional(),
    form: z.unknown().optional(),
    formResponse: z.unknown().optional(),
  }),
})

type AbstractMessage = z.output<typeof payloadSchema>['abstractMessage']

/** A message entry: what the platform said, or the echo of what the customer said. */
export function messageEvents(entry: Entry): PlatformEvent[] {
  const { identifier } = entry
  const parsed = payloadSchema.safeParse(entry.entryPayload)
  const message = parsed.success ? parsed.data.abstractMessage : undefined
  // An entry keeps the id that its sender gave; should it get one of its own, the message inside keeps ours.
  if (isCustomer(entry)) {
    return [{ type: 'echo', id: identifier, messageId: message?.id ?? identifier }]
  }
  const id = messageIdFor(identifier, message?.id)
  const parts = message ? messageParts(message, id) : []
  if (parts.length === 0) return [unreadable(message?.messageType)]
  const at = timeOf(entry)
  return [{ type: 'message', id, ...(at !== undefined && { at }), author: senderOf(entry), parts }]
}

function messageParts(message: AbstractMessage, id: string): MessagePart[] {
  switch (message.messageType) {
    case 'StaticContentMessage':
      return staticContentParts(message.staticContent)
    case 'ChoicesMessage':
      return choicesParts(message.choices)
    case 'FormMessage':
      return formParts(message.form, id)
    case 'FormResponseMessage':
      return formResultParts(message.formResponse)
    default:
      return staticContentParts(message.staticContent)
  }
}

const resultSchema = z.object({
  result: z.object({ records: z.array(z.object({ resultMessage: z.string() })) }),
})

/** Salesforce's own answer to a filled-in form. */
function formResultParts(written: unknown): MessagePart[] {
  const parsed = resultSchema.safeParse(written)
  if (!parsed.success) return []
  return parsed.data.result.records.map(({ resultMessage: text }) => ({ type: 'text', text }))
}

function unreadable(messageType: string | null | undefined): PlatformEvent {
  const kind = /^[A-Za-z]{1,40}$/.test(messageType ?? '') ? messageType : 'unknown'
  return {
    type: 'notice',
    code: 'message-unreadable',
    text: `Salesforce sent a message of a kind (${kind}) that cannot be shown; the customer has not seen it.`,
  }
}
