import { expect, it } from 'vitest'
import { formParts } from './form'

it.each([
  ['EmailAddress', 'email'],
  ['PhonePad', 'phone'],
  ['NumberPad', 'number'],
  ['DecimalPad', 'number'],
  ['Default', 'text'],
  [undefined, 'text'],
])('a field that is filled in by the keyboard %s asks for: %s', (keyboardType, input) => {
  const written = { sections: [{ input: { inputType: 'TextInput', id: 'f', keyboardType } }] }
  expect(formParts(written, 'm1')).toMatchObject([
    { type: 'form', formId: 'm1', fields: [{ name: 'f', input }] },
  ])
})
