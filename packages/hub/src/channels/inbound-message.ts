import {
  asConversationError,
  type CallContext,
  type ChannelAdapter,
  ConversationError,
  choiceFromText,
  choicesOf,
  type InboundMedia,
  type InboundMessage,
  type PlatformFile,
  partsAsText,
  pause,
  withDeadline,
} from '@conversation-hub/core'
import { keepableText } from '../database/keepable'
import type { KeptFile } from '../requests-and-answers'
import { type CustomersFile, keepFile, refuseTooLargeFile } from '../verbs/files'
import type { HubContext } from '../verbs/hub-context'
import { addMessages, type Incoming, incomingOf, parseMessage, sendMessage } from '../verbs/messages'
import { recentOffers } from '../verbs/recent-offers'

/** How many of the newest messages are searched for the choices that a typed answer may mean. */
const OFFERS_SEARCHED = 20
const MEDIA_DEADLINE_MS = 8_000
const MEDIA_TRIES = 3
const MEDIA_PAUSE_MS = 300

/** Adds a customer's text message to a conversation. A repeat is recognised by the carrier's id of the message. */
export async function addInbound(
  context: HubContext,
  conversationId: string,
  adapter: ChannelAdapter,
  message: InboundMessage,
): Promise<void> {
  const { id, media } = message
  const text = keepableText(message.text).trim()
  if (media.length === 0) {
    if (text === '') return
    const choiceId = await meantChoice(context, conversationId, text)
    const said = choiceId === undefined ? { text } : { choiceId }
    await sendMessage(context, conversationId, { ...said, clientMessageId: id })
    return
  }
  // All files at once: the carrier does not wait for long.
  const fetched = await Promise.all(media.map((one) => fetchFile(context, conversationId, adapter, one)))
  const words = (said: string, clientMessageId: string) =>
    incomingOf(conversationId, parseMessage({ text: said, clientMessageId }), [])
  const said: Incoming[] = text === '' ? [] : [words(text, id)]
  for (const [index, { url, file }] of fetched.entries()) {
    const clientMessageId = idOfFile(id, index)
    const kept = file && (await keepIfPossible(context, conversationId, { ...file, clientMessageId }))
    said.push(kept ?? words(url, clientMessageId))
  }
  // In one write: if the conversation has just ended, all of it goes to the next one, and nothing is in both.
  await addMessages(context, conversationId, said)
}

const idOfFile = (id: string, index: number) => `${id} ${index}`

/** The `clientMessageId`s by at least one of which a carrier's message is found where it was added. */
export const inboundIds = (id: string): ReadonlyArray<string> => [id, idOfFile(id, 0)]

/**
 * The choice that the customer's number or words mean, from the newest message that offered choices, unless that has been
 * answered already: after that, a number answers some other question.
 */
async function meantChoice(
  context: HubContext,
  conversationId: string,
  text: string,
): Promise<string | undefined> {
  const said = await recentOffers(context, conversationId, OFFERS_SEARCHED)
  const at = said.findIndex(({ parts }) => choicesOf(parts).length > 0)
  const offer = said[at]
  if (!offer) return undefined
  const choices = choicesOf(offer.parts)
  const isAnswered = said
    .slice(0, at)
    .some(({ author, parts }) => author === 'customer' && choiceFromText(partsAsText(parts), choices))
  return isAnswered ? undefined : choiceFromText(text, choices)?.choiceId
}

/** If a file cannot be fetched, its address is told instead: the carrier does not send it again. */
async function fetchFile(
  context: HubContext,
  conversationId: string,
  adapter: ChannelAdapter,
  { url, mediaType }: InboundMedia,
): Promise<{ readonly url: string; readonly file?: Omit<KeptFile, 'fileId'> }> {
  const read = adapter.readMedia?.bind(adapter)
  if (!read) return { url }
  try {
    const { content } = await withDeadline((call) => tryToRead(() => read(url, call), call), {
      milliseconds: MEDIA_DEADLINE_MS,
    })
    refuseTooLargeFile(content)
    const name = `file.${/^\w+\/(?:x-)?([\w-]+)/.exec(mediaType)?.[1] ?? 'bin'}`
    return { url, file: { name, mediaType, content } }
  } catch (thrown) {
    tellNotFetched(context, conversationId, asConversationError(thrown, 'Fetching a customer’s file'))
    return { url }
  }
}

/** Reads a file that the carrier may not be able to hand out at once. Its address alone nobody else can open. */
async function tryToRead(read: () => Promise<PlatformFile>, { signal }: CallContext): Promise<PlatformFile> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read()
    } catch (thrown) {
      const error = asConversationError(thrown, 'Fetching a customer’s file')
      if (error.remedy === 'never' || tries === MEDIA_TRIES || signal.aborted) throw error
    }
    await pause(MEDIA_PAUSE_MS, signal)
  }
}

/** `undefined` if the conversation has no room for more files: then, too, the file's address is told instead. */
async function keepIfPossible(
  context: HubContext,
  conversationId: string,
  file: CustomersFile,
): Promise<Incoming | undefined> {
  try {
    return await keepFile(context, conversationId, file)
  } catch (thrown) {
    if (!(thrown instanceof ConversationError) || thrown.code !== 'message-too-large') throw thrown
    tellNotFetched(context, conversationId, thrown)
    return undefined
  }
}

function tellNotFetched(
  { settings }: HubContext,
  conversationId: string,
  { code, message: detail }: ConversationError,
): void {
  settings.log({ level: 'warn', event: 'file-not-fetched', conversationId, code, detail })
}
