import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSigned } from './signature'

/** The example of Twilio's documentation, "Webhooks security": token, address, fields and signature. */
const token = '12345'
const url = 'https://example.com/myapp.php?foo=1&bar=2'
const fields = {
  Digits: '1234',
  To: '+18005551212',
  From: '+14158675310',
  Caller: '+14158675310',
  CallSid: 'CA1234567890ABCDE',
}
const signature = 'L/OH5YylLD5NRKLltdqwSvS0BnU='

function check(
  changes: { url?: string; token?: string; signature?: string; fields?: Record<string, string> } = {},
): boolean {
  const form = new URLSearchParams(changes.fields ?? fields)
  return isSigned(
    {
      method: 'POST',
      url: changes.url ?? url,
      headers: new Headers({ 'X-Twilio-Signature': changes.signature ?? signature }),
      body: new TextEncoder().encode(form.toString()),
    },
    form,
    changes.token ?? token,
  )
}

describe('a signature', () => {
  it('is the one of Twilio’s own example', () => {
    expect(check()).toBe(true)
  })

  it.each(['443', '8443'])('made without the port holds with the port %s', (port) => {
    expect(check({ url: url.replace('example.com', `example.com:${port}`) })).toBe(true)
  })

  it.each(['https', 'http'])('made with the port holds without it (%s)', (scheme) => {
    const address = url.replace('https', scheme)
    const called = address.replace('example.com', `example.com:${scheme === 'https' ? 443 : 80}`)
    const signed = Object.entries(fields).sort().flat().join('')
    const made = createHmac('sha1', token).update(`${called}${signed}`).digest('base64')
    expect(check({ url: address, signature: made })).toBe(true)
  })

  it.each<[string, Parameters<typeof check>[0]]>([
    ['another token', { token: '12346' }],
    ['no signature', { signature: '' }],
    ['a signature of another length', { signature: 'AAAA' }],
    ['a signature of another request', { signature: 'LAOH5YylLD5NRKLltdqwSvS0BnU=' }],
    ['a field changed by one character', { fields: { ...fields, Digits: '1235' } }],
    ['a field more', { fields: { ...fields, Extra: '1' } }],
    ['a field less', { fields: { Digits: '1234' } }],
    ['another scheme, as behind a proxy', { url: url.replace('https', 'http') }],
    ['another query', { url: url.replace('bar=2', 'bar=3') }],
    ['another host', { url: url.replace('example.com', 'example.org') }],
  ])('does not hold for %s', (_name, changes) => {
    expect(check(changes)).toBe(false)
  })

  it('counts each different value of a name once, in order', () => {
    const one = new URLSearchParams([
      ['MediaUrl', 'b'],
      ['MediaUrl', 'a'],
      ['MediaUrl', 'b'],
    ])
    const request = {
      method: 'POST',
      url: 'https://example.com/',
      headers: new Headers({ 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
      body: new Uint8Array(),
    }
    expect(isSigned(request, one, token)).toBe(false)
    request.headers.set('X-Twilio-Signature', 'q/XduH1UybQ/EyZ/6DDTaFZzQNo=')
    expect(isSigned(request, one, token)).toBe(true)
  })

  it('covers a JSON body by its digest in the address', () => {
    const body = new TextEncoder().encode('{"a":1}')
    const digest = createHash('sha256').update(body).digest('hex')
    const signed = `https://example.com/hook?bodySHA256=${digest}`
    const headers = new Headers({ 'X-Twilio-Signature': '2e7mH/NA6FwzvUqLZxhsETU/4bw=' })
    const request = { method: 'POST', url: signed, headers, body }
    expect(isSigned(request, undefined, token)).toBe(true)
    const changed = new TextEncoder().encode('{"a":2}')
    expect(isSigned({ ...request, body: changed }, undefined, token)).toBe(false)
    expect(isSigned({ ...request, url: 'https://example.com/hook' }, undefined, token)).toBe(false)
  })
})
