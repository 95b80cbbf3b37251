import { ConversationError } from '@conversation-hub/core'

/** The longest a login may take, in milliseconds. */
const LOGIN_TIMEOUT_MS = 10_000

/** What a login that answers in time gives. jsforce waits half an hour for a token, and its calls cannot be given up. */
export async function loginInTime<Answer>(login: Promise<Answer>, doing: string): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(doing)), LOGIN_TIMEOUT_MS)
  })
  try {
    return await Promise.race([login, late])
  } finally {
    clearTimeout(timer)
  }
}

const tooLate = (doing: string) =>
  new ConversationError('platform-timeout', `${doing} was not answered within ${LOGIN_TIMEOUT_MS} ms.`)
