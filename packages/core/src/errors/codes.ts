/**
 * What a driver may do about a failed command: give up, try again later, or renew the platform session and try once
 * more.
 */
export type Remedy = 'never' | 'backoff' | 'renew'

interface CodeEntry {
  /** The HTTP status of the server's answer. */
  readonly status: number
  readonly remedy: Remedy
  /** What happened, in one sentence without names. */
  readonly meaning: string
  /** What the reader should do now. */
  readonly advice: string
}

/** The closed table of error codes. `docs/errors.md` is generated from it. */
export const errorCodes = {
  'invalid-request': {
    status: 400,
    remedy: 'never',
    meaning: 'The request does not fit the contract.',
    advice: 'Correct the fields that the error names.',
  },
  'destination-invalid': {
    status: 400,
    remedy: 'never',
    meaning: 'The customer destination is not one that this channel resource can reach.',
    advice: 'Give a live web chat session id for web chat, a phone number for SMS.',
  },
  'choice-unknown': {
    status: 400,
    remedy: 'never',
    meaning: 'No message of the conversation offered this choice.',
    advice: 'Send a choiceId of a message in the transcript, or send text.',
  },
  unauthorized: {
    status: 401,
    remedy: 'never',
    meaning: 'The key or token is missing, wrong or expired.',
    advice: 'Send `Authorization: Bearer` with the API key, or with a fresh session token.',
  },
  forbidden: {
    status: 403,
    remedy: 'never',
    meaning: 'The key or token is valid but does not allow this call.',
    advice: 'Make this call from your app server, with the API key.',
  },
  'resource-unknown': {
    status: 404,
    remedy: 'never',
    meaning: 'No channel resource has this id.',
    advice: 'Use one of the resources in the configuration.',
  },
  'platform-unknown': {
    status: 404,
    remedy: 'never',
    meaning: 'No connector instance has this name.',
    advice: 'Use one of the platform names in the configuration.',
  },
  'conversation-not-found': {
    status: 404,
    remedy: 'never',
    meaning: 'There is no such conversation, or it is not yours.',
    advice: 'Use the conversationId that Start Conversation answered, with the token it belongs to.',
  },
  'not-found': {
    status: 404,
    remedy: 'never',
    meaning: 'There is nothing at this address.',
    advice: 'See /openapi.json for the calls that exist.',
  },
  'method-not-allowed': {
    status: 405,
    remedy: 'never',
    meaning: 'The address does not take this method.',
    advice: 'Use one of the methods in the Allow header; /openapi.json says what each does.',
  },
  'resource-without-hub': {
    status: 409,
    remedy: 'never',
    meaning: 'The channel resource does not belong to a conversation hub.',
    advice: 'Add the resource to a hub in the configuration; only then can conversations be started on it.',
  },
  'destination-opted-out': {
    status: 409,
    remedy: 'never',
    meaning: 'The customer has opted out of messages from this number.',
    advice: 'Do not write to this number until the customer opts in again (for SMS: by sending START).',
  },
  'conversation-ended': {
    status: 409,
    remedy: 'never',
    meaning: 'The conversation has ended.',
    advice: 'Start a new conversation.',
  },
  'conversation-live': {
    status: 409,
    remedy: 'never',
    meaning: 'The destination already has a live conversation on this resource.',
    advice: 'Use the live conversation, or set onLive to "replace", which closes it first.',
  },
  'idempotency-conflict': {
    status: 409,
    remedy: 'never',
    meaning: 'The idempotency key was used before with a different request.',
    advice: 'Use a new key for a new request.',
  },
  'message-too-large': {
    status: 413,
    remedy: 'never',
    meaning: 'The message or file is larger than allowed.',
    advice: 'Send less at once; the error names the limit.',
  },
  'media-type-refused': {
    status: 415,
    remedy: 'never',
    meaning: 'This kind of content is not accepted.',
    advice: 'Send one of the media types that the error names.',
  },
  'not-supported': {
    status: 422,
    remedy: 'never',
    meaning: 'The platform or channel cannot do this.',
    advice: 'See docs/capabilities.md for what each platform can do.',
  },
  'rate-limited': {
    status: 429,
    remedy: 'backoff',
    meaning: 'Too many calls in a short time.',
    advice: 'Wait for the time in Retry-After, then repeat.',
  },
  internal: {
    status: 500,
    remedy: 'never',
    meaning: 'Something failed that should not have.',
    advice: 'Report it, with the time and what was being done.',
  },
  'settings-invalid': {
    status: 500,
    remedy: 'never',
    meaning: 'The settings are incomplete or contradict each other.',
    advice: 'Correct every option that the error names, then start again.',
  },
  'port-in-use': {
    status: 500,
    remedy: 'never',
    meaning: 'Another program listens on this port.',
    advice: 'Stop it, or choose another port.',
  },
  'data-folder-locked': {
    status: 500,
    remedy: 'never',
    meaning: 'Another process uses this data folder.',
    advice: 'Stop that process, choose another folder, or use a Postgres server for several instances.',
  },
  'data-folder-unusable': {
    status: 500,
    remedy: 'never',
    meaning: 'The data folder cannot be written to, or cannot be read by this version.',
    advice:
      'Check its owner and the free space, use the version that wrote it, or choose another folder; the error says which.',
  },
  cancelled: {
    status: 503,
    remedy: 'backoff',
    meaning: 'The call was given up because the caller or the process is stopping.',
    advice: 'Nothing to do where you stopped it; otherwise repeat the call.',
  },
  'database-unavailable': {
    status: 503,
    remedy: 'backoff',
    meaning: 'The database does not answer, so nothing can be kept.',
    advice:
      'Repeat the call with the same idempotencyKey or clientMessageId: where only the answer was lost, it counts once.',
  },
  'platform-unreachable': {
    status: 502,
    remedy: 'backoff',
    meaning: 'No connection to the platform could be made.',
    advice: 'Check the address and the network. Meanwhile it is tried again.',
  },
  'platform-timeout': {
    status: 504,
    remedy: 'backoff',
    meaning: 'The platform did not answer in time.',
    advice: 'Nothing to do; whether it took effect is found out before it is tried again.',
  },
  'platform-unavailable': {
    status: 502,
    remedy: 'backoff',
    meaning: 'The platform answered that it cannot serve the call at the moment.',
    advice: 'Nothing to do; it is tried again.',
  },
  'platform-rate-limited': {
    status: 503,
    remedy: 'backoff',
    meaning: 'The platform asks for fewer calls.',
    advice: 'Nothing to do. It is tried again when the platform allows it, after 15 minutes at the latest.',
  },
  'platform-busy': {
    status: 502,
    remedy: 'backoff',
    meaning: 'The platform is still working on an earlier call of the same conversation.',
    advice: 'Nothing to do; it is tried again.',
  },
  'platform-session-expired': {
    status: 502,
    remedy: 'renew',
    meaning: 'The access to this conversation at the platform has expired.',
    advice: 'Nothing to do; it is renewed.',
  },
  'platform-session-gone': {
    status: 502,
    remedy: 'never',
    meaning: 'The platform no longer knows the conversation.',
    advice: 'Start a new conversation.',
  },
  'platform-auth-failed': {
    status: 502,
    remedy: 'never',
    meaning: 'The platform does not accept our credentials.',
    advice: 'Check the credentials in the settings; the error names them.',
  },
  'platform-misconfigured': {
    status: 502,
    remedy: 'never',
    meaning: 'The platform is not set up for what was asked.',
    advice: 'Have the platform administrator change what the error names.',
  },
  'platform-refused': {
    status: 502,
    remedy: 'never',
    meaning: 'The platform refused the call.',
    advice: 'See the message for what the platform objected to.',
  },
  'platform-reply-invalid': {
    status: 502,
    remedy: 'backoff',
    meaning: 'The platform answered something that is not its protocol.',
    advice: 'Check that the address is the platform’s and not a proxy’s or a login page’s.',
  },
} as const satisfies Record<string, CodeEntry>

/** A code of the closed table. Later versions may add codes: treat one that you do not know by its HTTP status. */
export type ErrorCode = keyof typeof errorCodes
