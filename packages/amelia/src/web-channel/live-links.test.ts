import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConversationLink } from './conversation-link'
import { createLiveLinks } from './live-links'
import type { WebSession } from './web-session'

const session: WebSession = { cookies: {}, csrfToken: '', sessionId: 's', conversationId: 'c' }

function openLink() {
  const close = vi.fn()
  const link: ConversationLink = {
    take: async () => [],
    publish: async () => {},
    discretion: { secure: false, offTheRecord: false },
    askedBefore: () => {},
    over: false,
    gapless: true,
    replayed: undefined,
    whole: true,
    close,
  }
  return { link, close }
}

describe('a connection that a start has opened', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
    vi.useRealTimers()
  })

  it('is closed when the conversation’s stream does not read it', () => {
    const links = createLiveLinks()
    const { link, close } = openLink()
    links.keep(session, link)
    expect(links.of(session)).toBe(link)
    vi.advanceTimersByTime(30_000)
    expect(close).toHaveBeenCalledTimes(1)
    expect(links.of(session)).toBeUndefined()
  })

  it('belongs to the stream that reads it', () => {
    const links = createLiveLinks()
    const { link, close } = openLink()
    links.keep(session, link)
    expect(links.read(session)).toBe(link)
    vi.advanceTimersByTime(3_600_000)
    expect(close).not.toHaveBeenCalled()
    links.close(session, link)
    expect(close).toHaveBeenCalledTimes(1)
    expect(links.of(session)).toBeUndefined()
  })

  it('makes room for a newer one, which it does not close', () => {
    const links = createLiveLinks()
    const [older, newer] = [openLink(), openLink()]
    links.keep(session, older.link)
    links.keep(session, newer.link)
    links.read(session)
    links.close(session, older.link)
    expect(older.close).toHaveBeenCalledTimes(1)
    expect(newer.close).not.toHaveBeenCalled()
    expect(links.of(session)).toBe(newer.link)
  })
})
