import { type ErrorCode, errorCodes, type Remedy } from '../src'

const retried: Record<Remedy, string> = {
  never: 'no',
  backoff: 'yes, with growing pauses',
  renew: 'yes, once the access is renewed',
}

/** The page `docs/errors.md`, written from the table of codes. */
export function errorsPage(): string {
  return `# Errors

Everything that goes wrong reaches you as a \`ConversationError\` with one of the codes below, or over HTTP as
\`application/problem+json\` with the same \`code\`. An error carries no token, no header, no body and no customer's
words; it may be logged as it is.

- \`code\`: from this closed list. New codes may be added; treat one that you do not know by its HTTP status.
- \`message\`: what failed, what was expected, and where.
- \`problems\`: for \`invalid-request\` and \`settings-invalid\`, everything that is wrong, each with its place.
- \`outcome\`: \`not-started\` means that the call surely had no effect. \`unknown\` means that it may have had one: the
  answer was lost on the way. The hub then finds out before it tries again; do the same before you repeat a call
  without an idempotency key.
- \`retryAfterMs\`: how long the other side asked to wait, in milliseconds; at most 15 minutes.
- \`platformStatus\`: the HTTP status of the platform's answer, where there was one.

*Tried again* says what the hub does by itself with a command that failed so: at 0, 0.5, 1, 2, 5, 10, 30 seconds, 1, 2,
5, 10 minutes, jittered, and for 30 minutes at most. It is never earlier than the platform asks (\`Retry-After\`), but a wait
of more than 15 minutes counts as 15: then it is asked again. When all that was in vain, and at once where the table says no
or the platform asks for a pause beyond those 30 minutes, the sender sees the message as failed and the command lies in dead
letters.

| code | HTTP | what happened | what to do | tried again |
|---|---|---|---|---|
${Object.entries(errorCodes).map(row).join('\n')}

This page is generated from the table in \`packages/core/src/errors/codes.ts\`.
`
}

function row([code, { status, meaning, advice, remedy }]: [string, (typeof errorCodes)[ErrorCode]]): string {
  // The address that `application/problem+json` gives as `type`.
  return `| <a id="${code}"></a>\`${code}\` | ${status} | ${meaning} | ${advice} | ${retried[remedy]} |`
}
