import type { KeptChat } from './kept-chat'
import type { OutboxEntry, Outgoing, Progress } from './outgoing'
import { countOf, type Fields, fieldsOf, parseJson, readEach, textOf, wordsOf } from './reading'
import type { FormValues } from './wire'

/** What an earlier page view left behind, or nothing where it is unreadable: then the chat starts anew. */
export function readKeptChat(text: string | null): KeptChat | undefined {
  const fields = fieldsOf(parseJson(text ?? ''))
  const sessionId = wordsOf(fields.sessionId)
  const token = wordsOf(fields.token)
  if (sessionId === undefined || token === undefined) return undefined
  return {
    sessionId,
    token,
    customerIdentifier: wordsOf(fields.customerIdentifier),
    conversationId: wordsOf(fields.conversationId),
    answers: readTexts(fields.answers),
    readMessageId: wordsOf(fields.readMessageId),
    outbox: readEach(fields.outbox, readEntry),
  }
}

/** What was said before there was a session, and by whom. */
export function readKeptWords(text: string | null): Pick<KeptChat, 'customerIdentifier' | 'outbox'> {
  const { customerIdentifier, outbox } = fieldsOf(parseJson(text ?? ''))
  return { customerIdentifier: wordsOf(customerIdentifier), outbox: readEach(outbox, readEntry) }
}

function readEntry(fields: Fields): OutboxEntry | undefined {
  const clientMessageId = wordsOf(fields.clientMessageId)
  const content = readContent(fieldsOf(fields.content))
  if (clientMessageId === undefined || content === undefined) return undefined
  const at = countOf(fields.at) ?? 0
  const afterSeq = countOf(fields.afterSeq) ?? 0
  return { clientMessageId, content, at, afterSeq, progress: readProgress(fieldsOf(fields.progress)) }
}

function readProgress({ step, code, isUnheard }: Fields): Progress {
  if (step === 'refused') return { step, code: wordsOf(code), isUnheard: isUnheard === true }
  return step === 'unsent' ? { step } : { step: 'tried' }
}

function readContent(fields: Fields): Outgoing | undefined {
  const text = wordsOf(fields.text)
  const choiceId = wordsOf(fields.choiceId)
  const formId = wordsOf(fields.formId)
  const inReplyTo = textOf(fields.inReplyTo) ?? ''
  switch (fields.kind) {
    case 'text':
      return text === undefined ? undefined : { kind: 'text', text }
    case 'choice':
      return choiceId === undefined
        ? undefined
        : { kind: 'choice', choiceId, title: wordsOf(fields.title) ?? choiceId, inReplyTo }
    case 'form':
      if (formId === undefined) return undefined
      return {
        kind: 'form',
        formId,
        values: readValues(fields.values),
        summary: textOf(fields.summary) ?? '',
        inReplyTo,
      }
    default:
      return undefined
  }
}

function readValues(value: unknown): FormValues {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).flatMap(([name, answer]): Array<[string, string | string[]]> => {
      if (typeof answer === 'string') return [[name, answer]]
      if (Array.isArray(answer)) return [[name, answer.filter((one) => typeof one === 'string')]]
      return []
    }),
  )
}

function readTexts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  )
}
