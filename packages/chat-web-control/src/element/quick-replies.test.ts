import { expect, test } from 'vitest'
import { type QuickReplies, quickReplies } from './quick-replies'

test.each<[hideAfterUse: boolean, onlyLast: boolean, isUsed: boolean, isLast: boolean, QuickReplies]>([
  [true, false, false, true, 'usable'],
  [true, false, false, false, 'usable'],
  [true, false, true, true, 'hidden'],
  [false, false, true, true, 'shown'],
  [true, true, false, false, 'hidden'],
  [false, true, false, false, 'shown'],
  [false, true, false, true, 'usable'],
])('hide after use %s, only last %s: used %s, last %s → %s', (hideAfterUse, onlyLast, isUsed, isLast, expected) => {
  expect(quickReplies({ hideAfterUse, onlyLast }, { isUsed, isLast, isOpen: true })).toBe(expected)
})

test('nothing can be used when nothing can be written', () => {
  const place = { isUsed: false, isLast: true, isOpen: false }
  expect(quickReplies({ hideAfterUse: false, onlyLast: false }, place)).toBe('shown')
})
