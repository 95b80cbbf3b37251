import { expect, it } from 'vitest'
import { createLog } from './log'

it('tells by itself of answers that somebody has to look at, and of other requests where they are asked for', () => {
  const request = { requestId: '1', method: 'GET', path: '/', durationMs: 1 }
  const told = (logLevel: 'info' | 'debug') => {
    const lines: string[] = []
    const { server } = createLog(logLevel, { write: (line) => void lines.push(line) })
    server({ ...request, event: 'http-request', level: 'info', status: 200 })
    server({ ...request, event: 'http-request', level: 'error', status: 500, thrown: 'TypeError | at a.ts' })
    server({ ...request, event: 'foreign-conversation', level: 'warn', status: 404 })
    return lines.map((line): unknown => JSON.parse(line))
  }
  const seen = [
    expect.objectContaining({ level: 'error', status: 500, thrown: 'TypeError | at a.ts' }),
    expect.objectContaining({ level: 'warn', event: 'foreign-conversation' }),
  ]
  expect(told('info')).toEqual(seen)
  expect(told('info')).toContainEqual(
    expect.objectContaining({ time: expect.stringMatching(/^20\d\d-.*Z$/) }),
  )
  expect(told('debug')).toEqual([expect.objectContaining({ level: 'debug', status: 200 }), ...seen])
})
