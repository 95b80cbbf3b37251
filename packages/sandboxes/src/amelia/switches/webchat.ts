import { z } from 'zod'

/** What the core web API and its STOMP queue do. */
export const webchatSwitches = z.object({
  anonymous: z
    .enum(['allowed', 'refused'])
    .default('allowed')
    .describe('Whether a web visitor may chat without a login.'),
  anonymousLogin: z
    .enum(['told', 'denied'])
    .default('told')
    .describe('What init says of an anonymous visitor, beside the user: loggedIn true, or false.'),
  sessionAuthHeader: z
    .enum(['sent', 'absent'])
    .default('absent')
    .describe('Whether init answers X-Amelia-Session-Auth, which every later call must then carry.'),
  csrfAtCheck: z
    .enum(['same', 'new'])
    .default('same')
    .describe(
      'The CSRF token that httpSession/check answers: the one there is, or a new one, and the old one is dead. ' +
        'The vendor SDK goes on with the one that is answered.',
    ),
  logoutMethod: z
    .enum(['GET', 'POST', 'either'])
    .default('either')
    .describe('Method of api/logout: GET in the vendor SDK, POST at another client.'),
  attributes: z
    .enum(['nested', 'top-level'])
    .default('top-level')
    .describe('Type-specific fields of a STOMP message: in attributes until 3.7.16, top level from 3.7.17.'),
  stompAddress: z
    .enum(['session', 'user'])
    .default('session')
    .describe('/amelia/session.in with a queue per session, or /app/send with /user/queue/session.'),
  formInputAttributes: z
    .enum(['field-values', 'selection-field', 'either'])
    .default('either')
    .describe('Accepted shape of a form answer: {field: value}, or {SelectionField: [{name, value}]}.'),
  intentDetectionFlag: z
    .enum(['top-level', 'attributes', 'either'])
    .default('either')
    .describe(
      'Where allowIntentDetectionInFormInput is looked for: beside messageText (vendor SDK), or in attributes ' +
        '(newer web pages). Where it is not found, a form is answered by its words only.',
    ),
  missedMessages: z
    .enum(['kept', 'lost'])
    .default('kept')
    .describe('Messages sent while the socket is down: delivered at the next subscription, or gone.'),
  beforeReplay: z
    .enum(['withheld', 'heard'])
    .default('withheld')
    .describe(
      'What is said between joining and asking for the replay: the session that joined hears of it in the replay ' +
        'only, or at once, and in the replay again.',
    ),
  startUtterance: z
    .enum(['heard', 'ignored'])
    .default('heard')
    .describe(
      'Whether the start message may carry the first utterance (6.7); its field name is a guess, messageText.',
    ),
  ackRequest: z
    .enum(['sent', 'withheld'])
    .default('sent')
    .describe('Whether the greeting is followed by an acknowledgement request.'),
})
