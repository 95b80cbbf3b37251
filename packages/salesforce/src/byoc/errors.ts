import { ConversationError, errorFromStatus, parseRetryAfter } from '@conversation-hub/core'
import { z } from 'zod'
import type { Answer } from '../http/call'
import { isFromElsewhere } from '../http/from-elsewhere'
import { jsonOf } from '../http/parse-answer'

/** Which call was made. */
export type Operation =
  | 'conversation'
  | 'route'
  | 'consent'
  | 'message'
  | 'file'
  | 'typing'
  | 'receipt'
  | 'end'
  | 'kinds'

/** What each call does, as the beginning of a sentence. */
export const doing: Readonly<Record<Operation, string>> = {
  conversation: 'Creating the conversation at Salesforce',
  route: 'Asking Salesforce to route the conversation',
  consent: 'Telling Salesforce the customer’s consent',
  message: 'Sending the message to Salesforce',
  file: 'Sending the file to Salesforce',
  typing: 'Telling Salesforce that the customer types',
  receipt: 'Acknowledging a message at Salesforce',
  end: 'Ending the messaging session at Salesforce',
  kinds: 'Telling Salesforce which kinds of messages the channel shows',
}

const codeSchema = z.object({ code: z.coerce.number() })
const refusalSchema = z.union([
  codeSchema,
  z.object({ errorDetail: codeSchema }).transform(({ errorDetail }) => errorDetail),
])

/** The Interaction Service's own code of a refusal; its published list says what each means. */
export function refusalCode({ text }: Answer): number | undefined {
  const parsed = refusalSchema.safeParse(jsonOf(text))
  return parsed.success ? parsed.data.code : undefined
}

const noSchema = z.object({ success: z.literal(false) })

/** Some refusals come with a status that promises success. */
export const saysNo = ({ text }: Answer): boolean => noSchema.safeParse(jsonOf(text)).success

/** What an answer that is not a success means. Nothing of its body is quoted but the code. */
export function errorFromAnswer(operation: Operation, answer: Answer): ConversationError {
  const { status, mediaType, retryAfter } = answer
  const what = doing[operation]
  const code = refusalCode(answer)
  if (code === undefined && isFromElsewhere(answer, operation === 'conversation') && !saysNo(answer)) {
    return new ConversationError(
      'platform-reply-invalid',
      `${what} was answered with status ${status} and ${mediaType || 'no content type'}, which is not the protocol; ` +
        'check that scrtUrl (SALESFORCE_SCRT_URL) is the address that ends with salesforce-scrt.com.',
      { platformStatus: status, outcome: status < 400 || status >= 500 ? 'unknown' : 'not-started' },
    )
  }
  const fail = (kind: ConversationError['code'], sentence: string) =>
    new ConversationError(kind, `${what} failed: ${sentence} (${code ?? status}).`, {
      platformStatus: status,
    })
  switch (code) {
    case 10001:
    case 10002:
    case 10005:
    case 10006:
    case 10016:
    case 10026:
    case 10027:
    case 10035:
    case 10052:
    case 10069:
    case 10070:
      return fail(
        'platform-misconfigured',
        'check channel (SALESFORCE_BYOC_CHANNEL: the developer name of the ConversationChannelDefinition), channelAddress (SALESFORCE_BYOC_ADDRESS) and orgId (SALESFORCE_ORG_ID); all three have to be of one org and one channel',
      )
    case 10017:
    case 10031:
      return fail(
        'platform-misconfigured',
        'there is no active messaging channel with this channelAddress (SALESFORCE_BYOC_ADDRESS); see Setup, Messaging Settings',
      )
    case 10003:
    case 10099:
      return fail(
        'platform-misconfigured',
        'the External Client App needs the scope interaction_api (Setup, External Client App Manager, OAuth Scopes), and its user the permission',
      )
    case 10004:
      return fail(
        'platform-auth-failed',
        'Salesforce refuses the access; check clientId (SALESFORCE_CLIENT_ID) and the credentials',
      )
    case 10022:
    case 10023:
      return fail(
        'platform-misconfigured',
        'the channel’s consent owner is Salesforce; leave the option consent out',
      )
    case 10089:
      // "Invalid parameters": what a call to route has besides its conversation is right, unless it is not ours to make.
      if (operation !== 'route') break
      return fail(
        'platform-misconfigured',
        'the channel’s routing owner is Salesforce; leave the option routing out',
      )
    case 10024:
    case 10030:
    case 10032:
      return fail(
        'platform-misconfigured',
        'check routing.queueId and routing.flowId, which needs a queue to fall back on',
      )
    case 10096:
      return fail(
        'platform-misconfigured',
        'a routing attribute is longer than its channel parameter; raise its maximum length in Setup, or lower transcript.maxCharacters',
      )
    case 15102:
    case 15105:
      return fail('platform-refused', 'the org or its user lacks the permission for this call')
    case 10095:
      return fail('media-type-refused', 'Salesforce cannot tell what kind of file it is')
    case 10008:
      return fail('message-too-large', 'it is larger than Salesforce takes (files: 25 MB)')
    case 10018:
    case 10025:
    case 10071:
    case 10072:
      // That one of them is not known does not say that the conversation is over.
      if (operation === 'receipt' || operation === 'typing') {
        return fail('platform-refused', 'Salesforce does not know the message, or its session, any more')
      }
      return fail('platform-session-gone', 'Salesforce does not know the conversation or its session')
    case 10019:
    case 10055:
    case 10056:
      return fail('platform-unavailable', 'Salesforce asks to try again')
    case 20002:
    case 20004:
      return fail('platform-unavailable', 'Salesforce could not look up the conversation or the org')
    case 10094:
      return new ConversationError('platform-timeout', `${what} took too long inside Salesforce (10094).`, {
        outcome: 'unknown',
        platformStatus: status,
      })
    case 15103:
      return fail('platform-refused', 'the customer has not opted in')
  }
  if (status === 401) return fail('platform-auth-failed', 'Salesforce refuses the access')
  if (status === 429 || /rate limit exceeded/i.test(answer.text)) {
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
  if (status >= 500 || code === 500 || (code === undefined && OF_THE_WAY.has(status)))
    return errorFromStatus(
      code === 500 ? Math.max(status, 500) : status,
      `${what} failed: Salesforce answered ${status}.`,
      { retryAfter },
    )
  // The code may have said that the same call has succeeded before (10073), and been lost on the way.
  if (code === undefined && (status === 409 || isCutOff(answer))) {
    return new ConversationError(
      'platform-reply-invalid',
      `${what} was refused without a reason that can be read (${status}).`,
      { platformStatus: status, outcome: 'unknown' },
    )
  }
  return fail('platform-refused', 'Salesforce does not accept it')
}

/** By these a gateway speaks that did not pass the call on: it took too long to arrive, or is more than the gateway takes. */
const OF_THE_WAY = new Set([408, 413, 415])

const isCutOff = ({ mediaType, text }: Answer) =>
  mediaType === 'application/json' && jsonOf(text) === undefined
