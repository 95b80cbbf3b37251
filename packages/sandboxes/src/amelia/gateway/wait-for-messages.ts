import type { ServerResponse } from 'node:http'
import type { AmeliaParts } from '../parts'

/** Waits until a session has something to fetch, the long poll's time is up, or the caller has hung up. */
export function waitForMessages(
  { world, stage, switches }: AmeliaParts,
  sessionId: string,
  outgoing: ServerResponse,
): Promise<'messages' | 'nothing'> {
  const { longpollSeconds, longpollOnEscalation } = switches()
  const wakes = (type: string) =>
    longpollOnEscalation === 'flushed' || type !== 'OutboundEscalationStartedMessage'
  const someWait = () => world.sessions.get(sessionId)?.queue.some(({ type }) => wakes(type)) ?? false
  // Who hung up while the token was still being checked is told of no more.
  if (outgoing.destroyed) return Promise.resolve('nothing')
  if (someWait()) return Promise.resolve('messages')
  return new Promise((resolve) => {
    const end = (outcome: 'messages' | 'nothing') => {
      clearTimeout(timer)
      stop()
      outgoing.off('close', hungUp)
      resolve(outcome)
    }
    const hungUp = () => end('nothing')
    const timer = setTimeout(() => end('nothing'), longpollSeconds * 1000)
    const stop = stage.signals.on(sessionId, () => {
      if (someWait()) end('messages')
    })
    outgoing.on('close', hungUp)
  })
}
