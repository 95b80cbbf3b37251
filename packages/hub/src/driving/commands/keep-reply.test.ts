import { expect, it, onTestFinished, vi } from 'vitest'
import { recordForTests } from '../../conversations/record-for-tests'
import type { OwnedConversation } from '../owned-conversation'
import { keepReply } from './keep-reply'

const refuse = () => Promise.reject(new Error('nothing else is asked for'))

it.each([
  ['is over', undefined, []],
  ['breaks off', new Error('cut'), ['reply-interrupted']],
] as const)('a reply that %s leaves no timer behind', async (_, cut, expected) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const kept: string[] = []
  const conversation: OwnedConversation = {
    id: 'c',
    get: async () => recordForTests(),
    write: refuse,
    insist: refuse,
    keep: refuse,
    async keepOnlyCopy(events) {
      kept.push(...events.map(({ type }) => type))
      return true
    },
  }
  async function* reply() {
    yield { type: 'input' as const, expected: true }
    if (cut) throw cut
  }
  const logged: string[] = []
  const context = { log: ({ event }: { event: string }) => void logged.push(event) }
  const { signal } = new AbortController()
  await keepReply(reply(), 1, { context, conversation, platform: 'fake', signal })
  expect([kept, logged, vi.getTimerCount()]).toEqual([['input'], expected, 0])
})
