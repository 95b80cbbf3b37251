import type { Fields } from './reading'
import type { FormValues } from './wire'

/** What the customer says, before the hub has it. */
export type Outgoing = OutgoingText | OutgoingChoice | OutgoingForm | OutgoingFile

/** A text of the customer’s. */
export interface OutgoingText {
  readonly kind: 'text'
  readonly text: string
}

/** A quick reply that the customer picked. */
export interface OutgoingChoice {
  readonly kind: 'choice'
  readonly choiceId: string
  readonly title: string
  /** The message that offered it. */
  readonly inReplyTo: string
}

/** A form that the customer filled in. */
export interface OutgoingForm {
  readonly kind: 'form'
  readonly formId: string
  readonly values: FormValues
  /** The answers as a text that the customer reads back. */
  readonly summary: string
  readonly inReplyTo: string
}

/** In bytes: the hub takes none that is larger, and a browser would send much of it before it hears so, again and again. */
const largestFile = 25 * 1_024 * 1_024

export function isTooLarge(content: Outgoing): boolean {
  return content.kind === 'file' && content.file.size > largestFile
}

/** A file is not kept over a reload, because a browser does not let it be kept. */
export interface OutgoingFile {
  readonly kind: 'file'
  readonly file: File
}

/** One thing said, on its way. `clientMessageId` makes a repeat the same message at the hub. */
export interface OutboxEntry {
  readonly clientMessageId: string
  readonly content: Outgoing
  /** When it was said, epoch milliseconds. */
  readonly at: number
  /** The last event that was on the screen then: its place in the conversation if it is never delivered. */
  readonly afterSeq: number
  readonly progress: Progress
}

export type Progress =
  | { readonly step: 'unsent' }
  /** On its way, or its answer never came: the hub may have it already. */
  | { readonly step: 'tried' }
  /** The hub has it, its `message` event has not come yet. */
  | { readonly step: 'accepted'; readonly messageId: string }
  /** Not delivered; the customer decides whether to try again. */
  | {
      readonly step: 'refused'
      readonly code?: string | undefined
      /** Given up while its answer was awaited: the hub may have it all the same, and tell it. */
      readonly isUnheard?: boolean
    }

export function textOfOutgoing(content: Outgoing): string {
  switch (content.kind) {
    case 'text':
      return content.text
    case 'choice':
      return content.title
    case 'form':
      return content.summary
    case 'file':
      return content.file.name
  }
}

/** The body of `POST .../messages`, or of `POST .../attachments` for a file. */
export function bodyOf({ content, clientMessageId }: OutboxEntry): Fields | FormData {
  switch (content.kind) {
    case 'text':
      return { text: content.text, clientMessageId }
    case 'choice':
      return { choiceId: content.choiceId, clientMessageId }
    case 'form':
      return { form: { formId: content.formId, values: content.values }, clientMessageId }
    case 'file': {
      const body = new FormData()
      body.append('clientMessageId', clientMessageId)
      body.append('file', content.file, content.file.name)
      return body
    }
  }
}

/** A browser cannot keep a file. */
export function withoutFiles(entries: readonly OutboxEntry[]): OutboxEntry[] {
  return entries.filter(({ content }) => content.kind !== 'file')
}

/** The `clientMessageId`s of those that the hub has. */
export function acceptedIn(entries: readonly OutboxEntry[]): string[] {
  return entries.flatMap(({ progress, clientMessageId }) =>
    progress.step === 'accepted' ? [clientMessageId] : [],
  )
}
