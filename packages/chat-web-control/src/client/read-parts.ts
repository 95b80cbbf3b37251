import { countOf, type Fields, fieldsOf, listOf, readEach, textOf, wordsOf } from './reading'
import {
  type AttachmentPart,
  type Choice,
  type ChoicesPart,
  type FormField,
  type FormOption,
  type FormPart,
  formInputs,
  type MessagePart,
} from './wire'

/** The parts of a message that can be shown. A part of an unknown type counts as its `text`, if it has one. */
export function readParts(value: unknown): MessagePart[] {
  return listOf(value).flatMap((item) => {
    const part = fieldsOf(item)
    return readPart(part) ?? readText(part) ?? []
  })
}

function readPart(part: Fields): MessagePart | undefined {
  switch (part.type) {
    case 'choices':
      return readChoices(part)
    case 'form':
      return readForm(part)
    case 'attachment':
      return readAttachment(part)
    case 'card':
      return readCard(part)
    default:
      return undefined
  }
}

function readText(part: Fields): MessagePart | undefined {
  const text = wordsOf(part.text)
  return text === undefined ? undefined : { type: 'text', text }
}

function readChoices(part: Fields): ChoicesPart | undefined {
  const choices = readEach(part.choices, readChoice)
  return choices.length === 0 ? undefined : { type: 'choices', text: wordsOf(part.text), choices }
}

function readChoice(choice: Fields): Choice | undefined {
  const choiceId = wordsOf(choice.choiceId)
  if (choiceId === undefined) return undefined
  return { choiceId, title: wordsOf(choice.title) ?? choiceId }
}

function readForm(part: Fields): FormPart | undefined {
  const formId = wordsOf(part.formId)
  if (formId === undefined) return undefined
  return {
    type: 'form',
    formId,
    title: wordsOf(part.title),
    text: wordsOf(part.text),
    fields: readEach(part.fields, readField),
  }
}

function readField(field: Fields): FormField | undefined {
  const name = wordsOf(field.name)
  if (name === undefined) return undefined
  return {
    name,
    label: wordsOf(field.label) ?? name,
    input: formInputs.find((input) => input === field.input) ?? 'text',
    required: field.required === true,
    maxLength: countOf(field.maxLength),
    options: readEach(field.options, readOption),
  }
}

function readOption(option: Fields): FormOption | undefined {
  const value = textOf(option.value)
  if (value === undefined) return undefined
  return { value, title: wordsOf(option.title) ?? value }
}

function readAttachment(part: Fields): AttachmentPart | undefined {
  const url = wordsOf(part.url)
  if (url === undefined) return undefined
  return {
    type: 'attachment',
    name: wordsOf(part.name) ?? url,
    mediaType: textOf(part.mediaType) ?? 'application/octet-stream',
    bytes: countOf(part.bytes),
    url,
  }
}

function readCard(part: Fields): MessagePart | undefined {
  const title = wordsOf(part.title)
  if (title === undefined) return undefined
  return {
    type: 'card',
    title,
    text: wordsOf(part.text),
    imageUrl: wordsOf(part.imageUrl),
    url: wordsOf(part.url),
    choices: readEach(part.choices, readChoice),
  }
}
