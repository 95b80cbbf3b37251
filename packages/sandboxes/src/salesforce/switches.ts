import { z } from 'zod'

/**
 * Where the sources about Salesforce are silent or disagree, and where the platform may misbehave. Every
 * default is what it most likely does.
 */
export const salesforceSwitchesSchema = z.strictObject({
  // Who speaks first
  welcome: z
    .enum(['on-create', 'on-first-message', 'never'])
    .default('on-create')
    .describe('When routing starts and the bot welcomes the customer.'),
  autoAgent: z
    .boolean()
    .default(true)
    .describe('A scripted agent takes waiting customers, unless somebody has the desk open.'),
  routingFails: z
    .boolean()
    .default(false)
    .describe('Routing ends in RoutingResult with a failure; nobody comes.'),
  receipts: z
    .boolean()
    .default(true)
    .describe("The customer's messages are acknowledged as delivered and read."),

  // Ids, repeats and refusals
  messageIdentifier: z
    .enum(['client', 'server'])
    .default('client')
    .describe("Whether an end user's web message keeps the id the client gave it as its entry identifier."),
  entryIdentifier: z
    .enum(['message', 'own'])
    .default('message')
    .describe("Whether a bot's or agent's message and the entry that holds it share one id, or have two."),
  duplicateMessage: z
    .enum(['same-answer', 'conflict', 'second-message'])
    .default('same-answer')
    .describe(
      'A message id sent twice: answered alike with one effect, refused with 409, or a second message.',
    ),
  duplicateConversation: z
    .enum(['conflict', 'same-answer'])
    .default('conflict')
    .describe('A conversation id created twice by the same person.'),
  closedConversation: z
    .enum(['404', '409', '417'])
    .default('404')
    .describe('The status answered to a message for a closed conversation.'),
  sessionEndClosesConversation: z
    .boolean()
    .default(false)
    .describe('The "session-based chat" setting: the conversation is closed with its session.'),
  newSessionNeedsAttributes: z
    .boolean()
    .default(true)
    .describe(
      'isNewMessagingSession without routingAttributes and language: accepted, silently never routed.',
    ),
  createNeedsStream: z
    .boolean()
    .default(false)
    .describe('Creating a conversation is refused unless an event stream is open for the same person.'),
  transcriptFile: z
    .enum(['pdf', 'text', 'missing'])
    .default('pdf')
    .describe('What the transcript call answers: its path and type are not documented for version 2.'),
  maximumTextLength: z.int().nonnegative().default(0).describe('Longer texts are refused; 0: unlimited.'),
  errorBody: z
    .enum(['errorCode', 'code', 'text'])
    .default('errorCode')
    .describe('The name of the code in an error body, or raw text.'),

  // OAuth and the REST API
  accessTokenSeconds: z.number().positive().default(7200).describe('Life of an OAuth access token.'),
  userApproved: z
    .boolean()
    .default(true)
    .describe('The integration user is pre-authorised; if not, a JWT bearer grant is refused.'),
  clientCredentials: z
    .enum(['enabled', 'disabled'])
    .default('enabled')
    .describe('Whether the client app has the client credentials flow and a run-as user.'),
  clientApp: z
    .enum(['active', 'revoked'])
    .default('active')
    .describe('Whether the client app still exists; if not, every grant is refused.'),
  scopes: z
    .enum(['all', 'api-only'])
    .default('all')
    .describe('The scopes of the client app: with api alone, Agentforce and BYOC refuse its tokens.'),

  // Customer tokens
  guestTokenSeconds: z.number().positive().default(3600).describe('Life of a guest token.'),
  verifiedTokenSeconds: z
    .number()
    .positive()
    .default(21_600)
    .describe("Life of a verified customer's token."),
  continuation: z
    .enum(['extends', 'token-only', 'same-expiry'])
    .default('extends')
    .describe(
      'What a continuation answers: a token that lives anew, the same without saying whose it is, or a token that ends when the old one does. Salesforce describes the last; clients have seen the first.',
    ),
  guestSubject: z.enum(['ANON', 'UNAUTH']).default('ANON').describe("The form of a guest's subject."),
  lastEventIdType: z
    .enum(['string', 'number'])
    .default('string')
    .describe('How token answers write lastEventId.'),
  deployment: z
    .enum(['api', 'web', 'unpublished'])
    .default('api')
    .describe('The deployment is a custom client, a web deployment, or was never published.'),
  limits: z
    .enum(['off', 'platform'])
    .default('off')
    .describe(
      'Salesforce: 200 token and 200 continuation calls a minute, 22 messages a minute in a conversation.',
    ),
  retryAfter: z
    .enum(['seconds', 'date', 'none', 'absurd'])
    .default('seconds')
    .describe('The Retry-After header of a 429.'),

  // Agentforce
  agentThinkMilliseconds: z
    .int()
    .nonnegative()
    .default(0)
    .describe('How long the agent thinks; a second message meanwhile is answered with 423.'),
  repeatedSequence: z
    .enum(['refused', 'answered-again'])
    .default('refused')
    .describe('A sequenceId that does not rise: refused with 400, or taken as one more message.'),
  repeatedSessionKey: z
    .enum(['second-session', 'same-session'])
    .default('second-session')
    .describe('An externalSessionKey used twice.'),
  agentStreamEvents: z
    .enum(['named', 'unnamed'])
    .default('named')
    .describe('Whether streamed chunks carry an event name such as TEXT_CHUNK.'),
  agentIdleSeconds: z
    .number()
    .positive()
    .default(86_400)
    .describe('After so much silence an agent session is gone (404). Seen as about a day; not documented.'),
  agentVersion: z
    .enum(['active', 'inactive'])
    .default('active')
    .describe('The status of the agent, which its BotVersion record tells; an inactive one has no sessions.'),
  agentEndStatus: z
    .enum(['200', '204'])
    .default('200')
    .describe('The answer to the end of an agent session.'),

  // BYOC
  byocRouting: z
    .enum(['on-conversation', 'on-interaction', 'by-partner'])
    .default('on-conversation')
    .describe(
      'Salesforce routes as soon as a conversation exists, on the first interaction, or the partner routes.',
    ),
  consentOwner: z
    .enum(['partner', 'salesforce'])
    .default('partner')
    .describe("Who may change a customer's consent."),
  byocStatus: z
    .enum(['by-code', '400'])
    .default('by-code')
    .describe(
      'The HTTP status of a refusal, which is not documented: one that fits its code, or always 400.',
    ),
  byocTrouble: z
    .enum(['none', '10055', '10094'])
    .default('none')
    .describe(
      'Every second call is answered with 10055 (without effect) or with 10094 (after it took effect).',
    ),
  partnerMayEnd: z
    .boolean()
    .default(true)
    .describe('Whether /messagingSession works where Salesforce routes: documented for partner routing.'),
  platformEventPayload: z
    .enum(['nested', 'flat'])
    .default('nested')
    .describe('Whether what an event is about stands inside "payload", or beside channel and recipient.'),
  routingRequest: z
    .enum(['queue', 'flow', 'nowhere'])
    .default('queue')
    .describe(
      'Where a partner that routes is asked to route to: every field of routingParameters may be absent.',
    ),
  retainedEvents: z
    .int()
    .positive()
    .default(10_000)
    .describe('How many platform events can be replayed; an older replay id is refused.'),

  // Event stream
  ssePayload: z.enum(['string', 'object']).default('string').describe('entryPayload on the event stream.'),
  entriesPayload: z
    .enum(['object', 'string'])
    .default('object')
    .describe('entryPayload in the entries list.'),
  replayDepth: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('How many missed events a stream replays after Last-Event-Id; 0: missed events are lost.'),
  pingMilliseconds: z.int().nonnegative().default(5000).describe('Between two pings; 0: none.'),
  pingBody: z.enum(['number', 'object']).default('number').describe('The data of a ping: the bare 0, or {}.'),
  secondStream: z
    .enum(['both', 'replaces-first'])
    .default('both')
    .describe('A second stream of one person: both are served, or the first one is closed.'),
  expiredStream: z
    .enum(['raw-text', 'close', 'stays-open'])
    .default('raw-text')
    .describe(
      'When the token of an open stream expires: "Jwt is expired" is written, it is closed, or it goes on.',
    ),
  unknownEvents: z
    .boolean()
    .default(true)
    .describe('An event of a type nobody has heard of is put into the stream now and then.'),
  duplicateEvents: z.boolean().default(false).describe('Every event is written twice.'),
  reorderEvents: z.boolean().default(false).describe('Neighbouring events change places.'),
  streamLifeMilliseconds: z
    .int()
    .nonnegative()
    .default(0)
    .describe('The server closes a stream after this long; 0: never.'),
})

/** How this Salesforce behaves. `GET /sandbox/switches` describes each. */
export type SalesforceSwitches = z.output<typeof salesforceSwitchesSchema>
