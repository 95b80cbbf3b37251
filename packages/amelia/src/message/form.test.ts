import { describe, expect, it } from 'vitest'
import { readForm } from './form'

const option = (label: string, value: string, more = {}) => ({ name: label, value, ...more })
const topic = {
  name: 'topic',
  fieldType: 'singleselection',
  options: [option('Track my order', 'track'), option('Talk to a person', 'person')],
}
const menu = { name: 'menu', nameForDisplay: 'What can I do?', formType: 'standard', fields: [topic] }

describe('reading a form', () => {
  it('offers one selection as choices', () => {
    expect(readForm(menu, 'm1', 'Please <choose>')).toEqual({
      parts: [
        {
          type: 'choices',
          text: 'Please <choose>',
          choices: [
            { choiceId: 'topic=track', title: 'Track my order' },
            { choiceId: 'topic=person', title: 'Talk to a person' },
          ],
        },
      ],
      formOnly: false,
    })
  })

  it('asks with the form’s own title where the message has no words', () => {
    expect(readForm(menu, 'm1', '')?.parts).toMatchObject([{ text: 'What can I do?' }])
  })

  it.each([
    ['name', { name: 'Red', value: 'r' }],
    ['label', { label: 'Red', value: 'r' }],
    ['valueForDisplay', { name: 'x', label: 'y', valueForDisplay: 'Red', value: 'r' }],
    ['value', { value: 'Red' }],
    ['HTML', { name: '<b>Red</b>', value: 'r' }],
  ])('shows an option by its %s', (_key, written) => {
    const [part] = readForm({ ...menu, fields: [{ ...topic, options: [written] }] }, 'm1', '')?.parts ?? []
    expect(part).toMatchObject({ choices: [{ title: 'Red' }] })
  })

  it('leaves out what is hidden or disabled', () => {
    const options = [
      option('a', 'a', { hidden: true }),
      option('b', 'b', { disabled: 'true' }),
      option('c', 'c'),
    ]
    expect(readForm({ ...menu, fields: [{ ...topic, options }] }, 'm1', '')?.parts).toMatchObject([
      { choices: [{ choiceId: 'topic=c', title: 'c' }] },
    ])
  })

  it('asks everything else as a form', () => {
    const fields = [
      topic,
      { name: 'extras', fieldType: 'multiselection', options: [option('Gift', 'gift')], required: false },
      { name: 'note', nameForDisplay: 'A note', fieldType: 'text', required: 'true' },
      { name: 'gone', fieldType: 'text', hidden: true },
    ]
    expect(readForm({ ...menu, allowedUserInputs: 'FORM_ONLY', fields }, 'm1', 'Please fill in')).toEqual({
      parts: [
        {
          type: 'form',
          formId: 'menu',
          title: 'What can I do?',
          text: 'Please fill in',
          fields: [
            {
              name: 'topic',
              label: 'topic',
              input: 'select',
              options: [
                { value: 'track', title: 'Track my order' },
                { value: 'person', title: 'Talk to a person' },
              ],
            },
            {
              name: 'extras',
              label: 'extras',
              input: 'multi-select',
              required: false,
              options: [{ value: 'gift', title: 'Gift' }],
            },
            { name: 'note', label: 'A note', input: 'text', required: true },
          ],
        },
      ],
      formOnly: true,
    })
  })

  it.each([
    ['date', 'date'],
    ['dateTime', 'date-time'],
    ['time', 'time'],
    ['number', 'number'],
    ['email', 'email'],
    ['phoneNumber', 'phone'],
    ['textarea', 'multiline'],
    ['boolean', 'checkbox'],
    ['hologram', 'text'],
  ])('reads the field type %s as %s', (fieldType, input) => {
    expect(readForm({ fields: [{ name: 'x', fieldType }] }, 'm1', '')?.parts).toMatchObject([
      { type: 'form', formId: 'm1', fields: [{ input }] },
    ])
  })

  it('asks for several choices of one field as a form', () => {
    const field = { name: 'extras', fieldType: 'multiselection', options: [option('Gift', 'gift')] }
    expect(readForm({ fields: [field] }, 'm1', '')?.parts).toMatchObject([
      { type: 'form', fields: [{ input: 'multi-select' }] },
    ])
  })

  it.each([
    [undefined],
    [null],
    ['text'],
    [{}],
    [{ fields: [] }],
    [{ fields: 'none' }],
    [{ fields: [{ hidden: true }] }],
  ])('%j is no form', (formInputData) => {
    expect(readForm(formInputData, 'm1', 'words')).toBeUndefined()
  })
})
