/**
 * What the hub's HTTP face sends to a browser, as far as a chat on a page needs it. Deliberately its own small
 * reading of the contract: a page built today has to go on with a hub of next year, so fields and types that are
 * not listed here pass by.
 */

/**
 * Whose words they are: the customer’s, a bot’s or a person’s at the platform, or the operator’s own
 * (`system`).
 */
export type AuthorRole = 'customer' | 'bot' | 'agent' | 'system'

/** Who says something, types, joins or leaves; `name` where the platform tells one. */
export interface Author {
  readonly role: AuthorRole
  readonly name?: string | undefined
}

/** A quick reply: `title` is shown, `choiceId` is sent back. */
export interface Choice {
  readonly choiceId: string
  readonly title: string
}

/** Plain text; its line breaks count. */
export interface TextPart {
  readonly type: 'text'
  readonly text: string
}

/** Quick replies, below a text where there is one. */
export interface ChoicesPart {
  readonly type: 'choices'
  readonly text?: string | undefined
  readonly choices: readonly Choice[]
}

/** Questions that are answered together. */
export interface FormPart {
  readonly type: 'form'
  readonly formId: string
  readonly title?: string | undefined
  readonly text?: string | undefined
  readonly fields: readonly FormField[]
}

/** A file. `ChatClient.fileAddress` makes of `url` what a browser can open. */
export interface AttachmentPart {
  readonly type: 'attachment'
  readonly name: string
  readonly mediaType: string
  /** Size in bytes, where the platform tells it. */
  readonly bytes?: number | undefined
  readonly url: string
}

/** A title with whatever the platform adds to it. */
export interface CardPart {
  readonly type: 'card'
  readonly title: string
  readonly text?: string | undefined
  readonly imageUrl?: string | undefined
  readonly url?: string | undefined
  readonly choices: readonly Choice[]
}

/** One part of a message; parts of other kinds pass by. */
export type MessagePart = TextPart | ChoicesPart | FormPart | AttachmentPart | CardPart

export const formInputs = [
  'text',
  'multiline',
  'number',
  'email',
  'phone',
  'date',
  'time',
  'date-time',
  'checkbox',
  'select',
  'multi-select',
] as const

/** How a question of a form is answered. */
export type FormInput = (typeof formInputs)[number]

/** One question of a form. `options` belong to `select` and `multi-select` only. */
export interface FormField {
  readonly name: string
  readonly label: string
  readonly input: FormInput
  readonly required: boolean
  readonly maxLength?: number | undefined
  readonly options: readonly FormOption[]
}

/** One of the answers to a question: `title` is shown, `value` is sent. */
export interface FormOption {
  readonly value: string
  readonly title: string
}

/** The answers by field name; several where the field takes several. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>

/** `sent`: the platform has it. `delivered`, `read`: so has its reader. `failed`: it was given up. */
export type ReceiptStatus = 'sent' | 'delivered' | 'read' | 'failed'

/** Every event may carry `seq`, its place in the conversation; events that are not kept (typing) have none. */
interface Placed {
  readonly at: string
  readonly seq?: number | undefined
}

/** Something was said. */
export interface MessageSaid extends Placed {
  readonly type: 'message'
  readonly messageId: string
  readonly author: Author
  readonly parts: readonly MessagePart[]
}

/** Somebody types, or stopped. */
export interface TypingSeen extends Placed {
  readonly type: 'typing'
  readonly author: Author
  readonly typing: boolean
}

/** The text so far of a message that is still being written; a `message` with this id replaces it. */
export interface PartialSeen extends Placed {
  readonly type: 'partial'
  readonly messageId: string
  readonly author: Author
  readonly text: string
}

/** What became of a message; of a failed one, `code` says why. */
export interface ReceiptGiven extends Placed {
  readonly type: 'receipt'
  readonly messageId: string
  readonly status: ReceiptStatus
  readonly code?: string | undefined
}

/** Somebody joined or left. */
export interface ParticipantChanged extends Placed {
  readonly type: 'participant'
  readonly change: 'joined' | 'left'
  readonly author: Author
}

/** The customer’s place in a queue, and the wait in seconds, as far as the platform tells. */
export interface QueueMoved extends Placed {
  readonly type: 'queue'
  readonly position?: number | undefined
  readonly waitSeconds?: number | undefined
}

/** Where the conversation stands now. */
export interface StateChanged extends Placed {
  readonly type: 'state'
  /** `starting`, `waiting`, `with-bot`, `with-agent`, `unmanaged`, `stalled`, `ended`, or one of a later hub. */
  readonly state: string
  readonly reason?: string | undefined
  readonly managedBy?: string | undefined
}

/** Whether the platform expects the customer's words now. */
export interface InputExpected extends Placed {
  readonly type: 'input'
  readonly expected: boolean
}

/** One event of the conversation; events of other kinds pass by. */
export type ConversationEvent =
  | MessageSaid
  | TypingSeen
  | PartialSeen
  | ReceiptGiven
  | ParticipantChanged
  | QueueMoved
  | StateChanged
  | InputExpected
