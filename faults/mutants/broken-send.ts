import type { CallContext, Connector, PlatformSession, SendCommand } from '@conversation-hub/core'
import { BROKEN_LINE, type Mutant } from './mutant'

interface Sent {
  readonly command: SendCommand
  readonly session: PlatformSession
}

/** Sends what customers say, and does one wrong thing to one line of every second conversation. */
export function breakSend(connector: Connector, mutant: Mutant): Connector['send'] {
  const lines = new Map<string, number>()
  const held = new Map<string, Sent>()
  const sessions = new Map<string, PlatformSession>()
  const send = ({ command, session }: Sent, context: CallContext) => connector.send(command, session, context)

  return async (command, session, context) => {
    const id = String(session.id)
    const isVictim = sessions.has(id) ? [...sessions.keys()].indexOf(id) % 2 === 0 : sessions.size % 2 === 0
    sessions.set(id, session)
    const line = (lines.get(id) ?? 0) + 1
    lines.set(id, line)
    const earlier = held.get(id)
    held.delete(id)
    if (!isVictim || line !== BROKEN_LINE) {
      const result = await send({ command, session }, context)
      if (earlier) await send(earlier, context)
      return result
    }
    switch (mutant) {
      case 'lost':
        return { session }
      case 'doubled':
        await send({ command: { ...command, commandId: `${command.commandId} again` }, session }, context)
        return await send({ command, session }, context)
      case 'swapped':
        held.set(id, { command, session })
        return { session }
      case 'crossed': {
        const [other] = [...sessions].filter(([otherId]) => otherId !== id).map(([, one]) => one)
        await send({ command, session: other ?? session }, context)
        return { session }
      }
    }
  }
}
