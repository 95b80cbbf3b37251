import { z } from 'zod'

/** How a caller gets in: login, OAuth, and what a dead token or session is answered. */
export const accessSwitches = z.object({
  ameliaUrl: z
    .enum(['required', 'ignored'])
    .default('ignored')
    .describe('Login body: the 2019 reference requires ameliaUrl, 6.x and 7.x clients leave it out.'),
  badLogin: z
    .union([z.literal(401), z.literal(500)])
    .default(500)
    .describe('Status of a wrong password: 401 in the 2019 reference, 500 on a live 7.3 host.'),
  badToken: z
    .union([z.literal(401), z.literal(410)])
    .default(410)
    .describe(
      'Status of an unknown, expired or voided token: 401 in the 2019 reference, 410 at live clients.',
    ),
  loginsPerMinute: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Logins per user and minute before they are throttled (6.2+). 0: never.'),
  throttledLogin: z
    .union([z.literal(429), z.literal(500), z.literal(503)])
    .default(429)
    .describe('Status of a throttled login; not documented.'),
  tokenIdleSeconds: z
    .number()
    .min(0)
    .default(3600)
    .describe(
      'Idle seconds after which a login token dies. 0: never, as with AUTHORITY_UNLIMITED_ACTIVE_SESSION_LIFE.',
    ),
  oauth: z
    .enum(['available', 'absent'])
    .default('available')
    .describe('OAuth client credentials came with 6.7; before, 404.'),
  oauthClient: z
    .enum(['either', 'fields', 'basic'])
    .default('either')
    .describe(
      'How the client names itself: as form fields or as HTTP Basic; clients of both kinds were seen.',
    ),
  oauthExpiresIn: z
    .number()
    .positive()
    .default(3600)
    .describe('Life of an OAuth token in seconds; the documented default is 3600.'),
  oauthExpiresInField: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the token answer names expires_in; only access_token was seen.'),
  goneSession: z
    .union([z.literal(410), z.literal(401), z.literal(404)])
    .default(410)
    .describe('Status of a call on a session that is over: 410 at live clients.'),
  sessionIdleSeconds: z
    .number()
    .positive()
    .default(3600)
    .describe('Idle seconds after which a conversation ends: typically 3600; one live host 900.'),
  pollKeepsAlive: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('Whether a poll counts as activity, or only what the customer says.'),
  closedBeforeGone: z
    .enum(['pollable', 'lost'])
    .default('pollable')
    .describe('Whether the closed message of a session that idled out can still be polled.'),
  idleEnd: z
    .enum(['conversation-closed', 'session-closed'])
    .default('conversation-closed')
    .describe('The message that ends an idle conversation: both types are documented, not when each comes.'),
  adminDenied: z
    .union([z.literal(403), z.literal(404)])
    .default(403)
    .describe('Status of an admin call by a user without the authority.'),
  errorBody: z
    .enum(['json', 'empty', 'html'])
    .default('json')
    .describe('Body of an error; its format is not documented.'),
})
