import { expect, it } from 'vitest'
import { createRecentMap } from './recent-map'

it('forgets what was used longest ago', () => {
  const map = createRecentMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 3])
})
