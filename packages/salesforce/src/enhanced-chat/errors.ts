import { ConversationError, errorFromStatus, parseRetryAfter } from '@conversation-hub/core'
import type { Answer } from '../http/call'
import { isFromElsewhere, isPageOfNothing } from '../http/from-elsewhere'

/** Which call was made; the same status means different things to different calls. */
export type Operation =
  | 'token'
  | 'continuation'
  | 'create'
  | 'status'
  | 'entries'
  | 'message'
  | 'file'
  | 'typing'
  | 'receipt'
  | 'end'
  | 'stream'
  | 'attachment'

/** What each call does, as the beginning of a sentence. */
export const doing: Readonly<Record<Operation, string>> = {
  token: 'Getting access to Salesforce Enhanced Chat',
  continuation: 'Renewing the access to Salesforce Enhanced Chat',
  create: 'Creating the conversation at Salesforce',
  status: 'Reading the conversation’s status at Salesforce',
  entries: 'Reading the conversation’s entries at Salesforce',
  message: 'Sending the message to Salesforce',
  file: 'Sending the file to Salesforce',
  typing: 'Telling Salesforce that the customer types',
  receipt: 'Acknowledging a message at Salesforce',
  end: 'Ending the conversation at Salesforce',
  stream: 'Opening the event stream of Salesforce',
  attachment: 'Fetching an attachment from Salesforce',
}

const checkDeployment =
  'check orgId (SALESFORCE_ORG_ID) and deployment (SALESFORCE_DEPLOYMENT), and publish the deployment (Setup, Embedded Service Deployments)'

/** They are about one message or session: that one is not known does not say that the conversation is over. */
const COURTESIES: ReadonlySet<Operation> = new Set(['typing', 'receipt'])
const GONE = new Set([404, 409, 410, 417])

/** What an answer that is not a success means. Of its body only known sentences are recognised, none is quoted. */
export function errorFromAnswer(operation: Operation, answer: Answer): ConversationError {
  const { status, retryAfter } = answer
  const what = doing[operation]
  const fail = (code: ConversationError['code'], sentence: string) =>
    new ConversationError(code, `${what} failed: ${sentence}`, { platformStatus: status })

  // It need not lie with the API.
  if (operation === 'attachment' && (status < 400 || status === 404)) {
    return fail('not-found', `it is not at its address any more (${status}).`)
  }
  if (isFromElsewhere(answer, operation === 'token') || isPageOfNothing(answer)) {
    return new ConversationError(
      'platform-reply-invalid',
      `${what} was answered with status ${status} and ${answer.mediaType || 'no content type'}, which is not the ` +
        'protocol; check that scrtUrl (SALESFORCE_SCRT_URL) is the address that ends with salesforce-scrt.com.',
      { platformStatus: status, outcome: status < 400 || status >= 500 ? 'unknown' : 'not-started' },
    )
  }
  if (COURTESIES.has(operation) && GONE.has(status)) {
    return fail('platform-refused', 'Salesforce does not know the message, or its session, any more.')
  }
  switch (status) {
    case 400:
      return fail(...meaningOfBadRequest(operation, answer.text))
    case 401:
      if (operation === 'token')
        return fail('platform-auth-failed', `Salesforce refuses the deployment access; ${checkDeployment}.`)
      if (operation === 'continuation') {
        return fail(
          'platform-session-gone',
          'the access had already expired, and a guest cannot get it back.',
        )
      }
      return fail('platform-session-expired', 'the access has expired.')
    case 403:
      if (operation === 'token')
        return fail('platform-misconfigured', `Salesforce refuses the deployment; ${checkDeployment}.`)
      return fail('platform-refused', 'the conversation belongs to another end user than the access does.')
    case 404:
      if (operation === 'token' || operation === 'create')
        return fail('platform-misconfigured', `there is no such deployment; ${checkDeployment}.`)
      if (operation === 'stream') {
        return fail('platform-misconfigured', 'there is no event router at scrtUrl (SALESFORCE_SCRT_URL).')
      }
      return fail('platform-session-gone', 'Salesforce does not know the conversation.')
    case 409:
    case 410:
      return fail('platform-session-gone', 'the conversation is closed.')
    case 413:
      return fail('message-too-large', 'it is larger than Salesforce takes (files: 5 MB).')
    case 415:
      return fail('media-type-refused', 'the deployment does not take files of this type.')
    case 417:
      return fail('platform-session-gone', 'the messaging session has ended, and no new one could be opened.')
    case 429: {
      const retryAfterMs = parseRetryAfter(retryAfter)
      // Salesforce counts tokens by themselves: whoever has one may go on, and the whole account need not be left in peace.
      const isOfTokens = operation === 'token' || operation === 'continuation'
      return new ConversationError(
        isOfTokens ? 'rate-limited' : 'platform-rate-limited',
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

function meaningOfBadRequest(operation: Operation, text: string): [ConversationError['code'], string] {
  // Salesforce, Enhanced Chat API: the sentence that a Web deployment is answered with names esDeveloperName and "api".
  if (/esDeveloperName/i.test(text) && /\bapi\b/i.test(text)) {
    return [
      'platform-misconfigured',
      'deployment (SALESFORCE_DEPLOYMENT) names a deployment of another type; it has to be one of type Custom Client (Setup, Embedded Service Deployments).',
    ]
  }
  switch (operation) {
    case 'token':
      return [
        'platform-misconfigured',
        `Salesforce does not accept organisation or deployment; ${checkDeployment}.`,
      ]
    case 'create':
      return [
        'platform-misconfigured',
        `Salesforce does not accept the conversation; ${checkDeployment}, and check that every routing attribute is a parameter of the messaging channel (Setup, Messaging Settings).`,
      ]
    case 'stream':
      return [
        'platform-misconfigured',
        'Salesforce does not accept the stream; check that orgId (SALESFORCE_ORG_ID) belongs to scrtUrl (SALESFORCE_SCRT_URL).',
      ]
    default:
      return ['platform-refused', 'Salesforce does not accept it (400).']
  }
}
