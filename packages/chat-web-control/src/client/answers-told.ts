import type { Told } from './told'
import type { FormPart, MessageSaid } from './wire'

type Answers = Readonly<Record<string, string>>

/** A message that asks, and the choice or the form by which it is answered. */
interface Asked {
  readonly messageId: string
  readonly used: string
}

/**
 * The quick replies and forms that are used, by message id: what this browser knows itself, and what the conversation
 * tells of another device, or of words that were typed. An answer is told as the words that the customer reads back.
 * What several messages ask for is taken for the answer to the newest, unless this browser knows better.
 */
export function answersTold({ items }: Told, own: Answers): Answers {
  // Without a prototype: a message may be called like a member of every object, `constructor` for example.
  const answers: Record<string, string> = Object.assign(Object.create(null), own)
  const choices = new Map<string, Asked[]>()
  const forms: Array<Asked & { readonly form: FormPart }> = []
  const accountedFor = new Set<string>()

  function ask({ messageId, parts }: MessageSaid): void {
    for (const part of parts) {
      if (part.type === 'form') forms.push({ messageId, used: part.formId, form: part })
      for (const { choiceId, title } of 'choices' in part ? part.choices : []) {
        const before = choices.get(title)
        if (before) before.push({ messageId, used: choiceId })
        else choices.set(title, [{ messageId, used: choiceId }])
      }
    }
  }

  function answer(text: string): void {
    const asked = [...(choices.get(text) ?? []), ...forms.filter(({ form }) => isFilledIn(form, text))]
    const isOurs = ({ messageId, used }: Asked) => own[messageId] === used && !accountedFor.has(messageId)
    const meant = asked.find(isOurs) ?? asked.at(-1)
    if (!meant) return
    accountedFor.add(meant.messageId)
    answers[meant.messageId] ??= meant.used
  }

  for (const item of items) {
    if (item.type !== 'message') continue
    if (item.author.role !== 'customer') ask(item)
    else for (const part of item.parts) if (part.type === 'text') answer(part.text)
  }
  return answers
}

/** One line per answer, which begins with the field's label; what has to be filled in is among them. */
function isFilledIn({ fields }: FormPart, text: string): boolean {
  const has = ({ label }: { label: string }) => `\n${text}`.includes(`\n${label}: `)
  return (
    fields.some(({ label }) => text.startsWith(`${label}: `)) &&
    fields.every((field) => !field.required || has(field))
  )
}
