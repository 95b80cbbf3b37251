import { EventEmitter } from 'node:events'

/** Tells who waits for a session's messages that some have come. */
export interface Signals {
  emit(sessionId: string): void
  /** Called for every session. */
  onAny(listener: (sessionId: string) => void): () => void
  /** Called for one session, until the returned function is called. */
  on(sessionId: string, listener: () => void): () => void
}

export function createSignals(): Signals {
  const emitter = new EventEmitter().setMaxListeners(0)
  const listen = (name: string, listener: (sessionId: string) => void) => {
    emitter.on(name, listener)
    return () => void emitter.off(name, listener)
  }
  return {
    emit(sessionId) {
      emitter.emit(`session ${sessionId}`, sessionId)
      emitter.emit('any', sessionId)
    },
    onAny: (listener) => listen('any', listener),
    on: (sessionId, listener) => listen(`session ${sessionId}`, listener),
  }
}
