import { expect, test } from 'vitest'
import { formAnswers } from './form-answers'

const byField = { day: 'today', extras: ['gift', 'door'] }
const selection = {
  SelectionField: [
    { name: 'extras', value: 'gift' },
    { name: 'extras', value: 'door' },
  ],
}

test.each([
  ['field-values', byField, { day: ['today'], extras: ['gift', 'door'] }],
  ['either', byField, { day: ['today'], extras: ['gift', 'door'] }],
  ['selection-field', byField, {}],
  ['selection-field', selection, { extras: ['gift', 'door'] }],
  ['either', selection, { extras: ['gift', 'door'] }],
  ['field-values', selection, {}],
  ['either', undefined, {}],
] as const)('a host that takes %s', (shape, written, answers) => {
  expect(formAnswers(written, shape)).toEqual(answers)
})
