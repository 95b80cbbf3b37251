import { describe, expect, it } from 'vitest'
import { createFaults } from './faults'

describe('faults', () => {
  it('strike once, unless told otherwise', () => {
    const faults = createFaults()
    faults.add({ kind: 'hang' })
    expect([faults.strike('GET', '/a')?.kind, faults.strike('GET', '/a')]).toEqual(['hang', undefined])
  })

  it('strike the method and path they name only', () => {
    const faults = createFaults()
    faults.add({ kind: 'cut', method: 'post', path: '/api/*/message', times: 'always' })
    expect(faults.strike('GET', '/api/1/message')).toBeUndefined()
    expect(faults.strike('POST', '/api/1/messages')).toBeUndefined()
    expect(faults.strike('POST', '/api/1/2/message')?.kind).toBe('cut')
  })

  it('take characters of the path for what they are', () => {
    const faults = createFaults()
    faults.add({ kind: 'cut', path: '/v1.0/a+b' })
    expect(faults.strike('GET', '/v1x0/aab')).toBeUndefined()
    expect(faults.strike('GET', '/v1.0/a+b')).toBeDefined()
  })

  it('count what they let pass and whom they struck', () => {
    const faults = createFaults()
    const faultId = faults.add({ kind: 'html', skip: 2, times: 5 })
    for (let call = 0; call < 4; call += 1) faults.strike('GET', '/')
    expect(faults.list()).toMatchObject([{ faultId, struck: 2 }])
    faults.clear()
    expect(faults.list()).toEqual([])
  })
})
