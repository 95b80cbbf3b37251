import { expect, it } from 'vitest'
import { myPlatform } from '../src/index'

it('reports everything that is wrong with the settings at once, and no value', () => {
  expect(() => myPlatform({ url: 'http://chat.example.com/?key=hunter2', apiKey: '' })).toThrow(
    expect.objectContaining({
      code: 'settings-invalid',
      message: expect.not.stringContaining('hunter2'),
      problems: [
        { at: 'url', problem: expect.stringContaining('https://') },
        { at: 'apiKey', problem: 'must not be empty' },
      ],
    }),
  )
})

it('names the account after the host', () => {
  expect(myPlatform({ url: 'https://chat.example.com/', apiKey: 'k' }).account).toBe('chat.example.com')
})
