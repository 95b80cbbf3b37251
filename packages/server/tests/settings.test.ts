import { describe, expect, it } from 'vitest'
import { createServer } from '../src/index'
import { createMemoryHub } from './memory-hub'
import { API_KEY, SECRET_KEY } from './start-test-server'

describe('settings', () => {
  it('names everything that is wrong, with the variable, at once', () => {
    const start = () =>
      createServer({
        hub: createMemoryHub(),
        apiKey: '',
        secretKey: ['short'],
        allowedOrigins: ['https://shop.example/path'],
        publicUrl: 'nowhere',
      })
    expect(start).toThrow(/apiKey.*HUB_API_KEY.*secretKey.*HUB_SECRET_KEY.*ALLOWED_ORIGINS.*PUBLIC_URL/)
    expect(start).toThrow(expect.objectContaining({ code: 'settings-invalid' }))
  })

  it.each([
    ['{}', ['hub', 'apiKey.0 (HUB_API_KEY)', 'secretKey.0 (HUB_SECRET_KEY)']],
    ['null', ['settings']],
    [`{"hub":{},"apiKey":"${API_KEY}","secretKey":"${SECRET_KEY}","log":1}`, ['hub', 'log']],
  ])('names what is missing where plain JavaScript gives %s', (written, names) => {
    const start = () => createServer(JSON.parse(written))
    const problems = names.map((at) => expect.objectContaining({ at }))
    expect(start).toThrow(expect.objectContaining({ code: 'settings-invalid', problems }))
  })
})
