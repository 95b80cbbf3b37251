import { ConversationError, errorFromStatus, parseRetryAfter } from '@conversation-hub/core'
import type { Answer } from '../http/call'
import { isFromElsewhere, isPageOfNothing } from '../http/from-elsewhere'

/** Which call was made. */
export type Operation = 'start' | 'message' | 'end'

/** What each call does, as the beginning of a sentence. */
export const doing: Readonly<Record<Operation, string>> = {
  start: 'Starting the session with the Agentforce agent',
  message: 'Sending the message to the Agentforce agent',
  end: 'Ending the session with the Agentforce agent',
}

/** What an answer that is not a success means. Nothing of its body is quoted. */
export function errorFromAnswer(operation: Operation, answer: Answer): ConversationError {
  const { status, mediaType, retryAfter } = answer
  const what = doing[operation]
  const fail = (code: ConversationError['code'], sentence: string) =>
    new ConversationError(code, `${what} failed: ${sentence}`, { platformStatus: status })
  if (isFromElsewhere(answer, operation === 'start') || isPageOfNothing(answer)) {
    return new ConversationError(
      'platform-reply-invalid',
      `${what} was answered with status ${status} and ${mediaType || 'no content type'}, which is not the Agent API.`,
      { platformStatus: status, outcome: status < 400 || status >= 500 ? 'unknown' : 'not-started' },
    )
  }
  switch (status) {
    case 400:
      if (operation !== 'start') return fail('platform-refused', 'Salesforce does not accept it (400).')
      return fail(
        'platform-misconfigured',
        'check that agentId (SALESFORCE_AGENT_ID) names an active agent that is not of type Agentforce (Default) ' +
          '(Setup, Agentforce Agents), and that every variable exists in it.',
      )
    case 401:
    case 403:
      return fail(
        'platform-auth-failed',
        'the login is good, but not for this agent: check that the External Client App issues JWT-based access tokens ' +
          'with the scopes api, chatbot_api and sfap_api (Setup, External Client App Manager) and is among the agent’s connections.',
      )
    case 404:
      if (operation !== 'start') return fail('platform-session-gone', 'Salesforce does not know the session.')
      return fail('platform-misconfigured', 'check agentId (SALESFORCE_AGENT_ID) and the app’s scopes.')
    case 423:
      return fail('platform-busy', 'the agent is still answering an earlier message.')
    case 429: {
      const retryAfterMs = parseRetryAfter(retryAfter)
      return new ConversationError(
        'platform-rate-limited',
        `${what} has to wait: Salesforce asks for fewer calls.`,
        {
          platformStatus: status,
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        },
      )
    }
    default:
      return errorFromStatus(status, `${what} failed: Salesforce answered ${status}.`, { retryAfter })
  }
}
