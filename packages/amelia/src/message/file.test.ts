import { describe, expect, it } from 'vitest'
import { filePlaceOf, readFile } from './file'

const shown = {
  bucketName: 'documents & more',
  filename: 'Receipt 1.pdf',
  label: 'Your <b>receipt</b>',
  byteCount: 12,
  processInstanceId: null,
}

describe('a file that Amelia shows', () => {
  it('can be found again by its address', () => {
    const file = readFile(shown)
    expect(file).toMatchObject({
      description: 'Your receipt (Receipt 1.pdf)',
      part: { type: 'attachment', name: 'Receipt 1.pdf', mediaType: 'application/pdf', bytes: 12 },
    })
    expect(filePlaceOf(file?.part?.url ?? '')).toEqual({
      bucketName: 'documents & more',
      fileName: 'Receipt 1.pdf',
    })
  })

  it('is only described where its place is not told', () => {
    expect(readFile({ filename: 'a.bin' })).toEqual({ description: 'a.bin', part: undefined })
    expect(readFile({ description: 'A thing' })).toEqual({ description: 'A thing', part: undefined })
    expect(readFile('odd')).toBeUndefined()
  })

  it.each([
    'https://elsewhere.example/file',
    'amelia-file:?bucketName=x',
    'amelia-file:',
    '',
  ])('does not lie at %s', (url) => {
    expect(filePlaceOf(url)).toBeUndefined()
  })
})
