import { ConversationError } from '@conversation-hub/core'
import type { OutboxRow } from '../conversations/conversation-row'
import type { DriveContext } from './drive-context'
import type { Admission, Wait } from './platform-accounts'

/** Asks the account of a command's platform whether it may be tried now, or how long to wait before asking again. */
export function askAccount(
  { accounts, platforms }: Pick<DriveContext, 'accounts' | 'platforms'>,
  conversation: object,
  { command, platform }: OutboxRow,
): Admission | Wait {
  const account = platforms.get(platform)?.account ?? ''
  // Records are kept by another system than the one that converses: neither holds up the other.
  return accounts.admit(command.type === 'conclude' ? `records of ${account}` : account, conversation)
}

/** Makes a try that was admitted, and tells the account how it went: `taken` once the platform goes on by itself. */
export async function attemptAdmitted(
  { report }: Admission,
  attempt: (taken: () => void) => Promise<ConversationError | undefined>,
): Promise<void> {
  try {
    report(await attempt(() => report()))
  } catch (thrown) {
    report(new ConversationError('cancelled', 'The call was given up.'))
    throw thrown
  }
}
