import type { ConversationError } from '@conversation-hub/core'
import type { FakePlatform } from './fake-platform'

/** Fails the sends of these texts so often. */
export function failSends(
  platform: FakePlatform,
  text: string,
  error: () => ConversationError,
  times: number,
) {
  let left = times
  platform.before = (command) => {
    const said = command.type === 'send' && command.message.type === 'text' ? command.message.text : ''
    if (said !== text || left === 0) return
    left -= 1
    throw error()
  }
}
