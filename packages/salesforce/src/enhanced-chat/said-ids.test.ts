import { describe, expect, it } from 'vitest'
import { collectSaidIds, rememberedEntry } from './said-ids'
import { readSession, type Session } from './session'

const receipt = { type: 'receipt', id: 'r1', messageId: 'e1', status: 'read' } as const
const session = readSession({ conversationId: 'c1', accessToken: 't', orgId: 'o' })

describe('a receipt', () => {
  it('names our message when its echo told which entry holds it', () => {
    const saidIds = collectSaidIds(() => undefined)
    saidIds.translate([{ type: 'echo', id: 'e1', messageId: 'm1' }])
    expect(saidIds.translate([receipt])).toEqual([{ ...receipt, messageId: 'm1' }])
  })

  it('names our message when the answer to sending it told', () => {
    expect(collectSaidIds(() => ({ e1: 'm1' })).translate([receipt])).toMatchObject([{ messageId: 'm1' }])
  })

  it('is left alone when the entry has the id of the message', () => {
    const saidIds = collectSaidIds(() => undefined)
    saidIds.translate([{ type: 'echo', id: 'e1', messageId: 'e1' }])
    expect(saidIds.translate([receipt])).toEqual([receipt])
  })
})

describe('the answer to a message', () => {
  const answered = (id: string, from: Session = session) =>
    rememberedEntry(
      'm1',
      { status: 202, mediaType: 'application/json', text: JSON.stringify({ conversationEntries: [{ id }] }) },
      from,
    )

  it('is remembered only where it tells another id', () => {
    expect(answered('m1')).toEqual({})
    expect(answered('e1')).toEqual({ entryIds: { e1: 'm1' } })
    expect(rememberedEntry('m1', { status: 409, mediaType: '', text: '' }, session)).toEqual({})
  })

  it('is remembered for the newest messages', () => {
    const entryIds = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`e${index + 2}`, 'old']))
    const remembered = Object.keys(answered('e1', { ...session, entryIds }).entryIds ?? {})
    expect(remembered).toHaveLength(20)
    expect([remembered[0], remembered.at(-1)]).toEqual(['e3', 'e1'])
  })
})
