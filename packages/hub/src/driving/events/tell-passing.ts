import type { NewPassingEvent } from '@conversation-hub/core'
import type { Log } from '../../settings/settings'
import type { Kept } from './keep-platform-events'

/** Tells what is not kept: passing events to those who listen, notices to the operator. */
export function tellPassing(
  {
    pass,
    log,
  }: { readonly pass: (conversationId: string, event: NewPassingEvent) => void; readonly log: Log },
  conversationId: string,
  { passing, notices }: Pick<Kept, 'passing' | 'notices'>,
): void {
  for (const event of passing) pass(conversationId, event)
  for (const { text: detail, ...notice } of notices) {
    log({ level: 'info', event: 'platform-notice', conversationId, ...notice, detail })
  }
}
