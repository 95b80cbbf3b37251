import { describe, expect, it } from 'vitest'
import { textsIn } from './sock-js'

describe('a SockJS frame', () => {
  it.each([
    ['a["one","two"]', ['one', 'two']],
    ['a["\\n"]', ['\n']],
    ['a[7,"one"]', ['one']],
    ['h', []],
    ['a', []],
    ['a{"x":1}', []],
    ['nonsense', []],
  ])('%s holds %j', (frame, texts) => {
    expect(textsIn(frame)).toEqual(texts)
  })
})
