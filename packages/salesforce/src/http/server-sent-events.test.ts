import { describe, expect, it } from 'vitest'
import { MAX_EVENT_CHARACTERS, serverSentEvents } from './server-sent-events'

async function read(...chunks: (string | Uint8Array)[]) {
  async function* body() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
  }
  const batches = []
  for await (const batch of serverSentEvents(body())) batches.push(batch)
  return {
    batches,
    data: batches.flatMap(({ events }) => events.map((event) => event.data)),
    strayLines: batches.flatMap((batch) => batch.strayLines),
    skipped: batches.reduce((sum, batch) => sum + batch.skipped, 0),
  }
}

describe('server-sent events', () => {
  it('come as they arrived: all of a chunk at once', async () => {
    const { batches } = await read('id: 1\ndata: a\n\nid: 2\ndata: b\n\n', ': comment\n\n')
    expect(batches.map(({ events }) => events.length)).toEqual([2, 0, 0])
    expect(batches[0]?.events.map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('survive any cut, within a character too', async () => {
    const bytes = new TextEncoder().encode('\uFEFFevent: x\r\ndata: ä😀\r\n\r\n')
    expect((await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).data).toEqual(['ä😀'])
  })

  it.each([
    ['with a line end', ['Jwt is expired\n']],
    ['without one, and the stream stays open', ['Jwt is expired']],
    ['bit by bit, and the stream ends', ['Jwt is', ' expired']],
  ])('tell plain text in their place: %s', async (_, chunks) => {
    expect((await read(...chunks)).strayLines).toContain('Jwt is expired')
  })

  it('go on after an event that is too large', async () => {
    const piece = 'x'.repeat(300_000)
    const huge = Array.from({ length: 5 }, () => piece)
    const { data, skipped } = await read(
      'data: a\n\n',
      'data: ',
      ...huge,
      '\n',
      '\ndata: b\n\n',
      'data: c\n\n',
    )
    expect(piece.length * huge.length).toBeGreaterThan(MAX_EVENT_CHARACTERS)
    expect(data).toEqual(['a', 'b', 'c'])
    expect(skipped).toBe(1)
  })
})
