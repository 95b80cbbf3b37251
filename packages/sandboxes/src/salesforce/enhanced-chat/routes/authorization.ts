import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { salesforceSandboxCredentials } from '../../credentials'
import { verifiedSubject } from '../../identity/customer-identity'
import { CHANNEL_ADDRESS } from '../../messaging/state/channel'
import { sameRecordId } from '../../record-id'
import type { EnhancedChat } from '../enhanced-chat'
import { Refusal } from '../refusal'
import { tokenRequestSchema, verifiedTokenRequestSchema } from './bodies'
import { type CustomerEnv, checkDeployment, readJson, requireCustomer } from './customer'

const CALLS_A_MINUTE = 200

export function authorizationRoutes(platform: EnhancedChat) {
  const app = new Hono<CustomerEnv>()

  app.post('/unauthenticated/access-token', async (context) => {
    const request = tokenRequestSchema.parse(await readJson(context))
    platform.limiter.count('tokens', CALLS_A_MINUTE)
    checkOrg(platform, request)
    return context.json(await tokenAnswer(platform, guestSubject(platform), request))
  })

  app.post('/authenticated/access-token', async (context) => {
    const request = verifiedTokenRequestSchema.parse(await readJson(context))
    platform.limiter.count('tokens', CALLS_A_MINUTE)
    checkOrg(platform, request)
    const subject = await verifiedSubject(platform.identity, request.customerIdentityToken)
    return context.json(await tokenAnswer(platform, subject ?? guestSubject(platform), request))
  })

  app.get('/continuation-access-token', requireCustomer(platform), async (context) => {
    platform.limiter.count('continuations', CALLS_A_MINUTE)
    const { sub, exp } = context.var.claims
    const { continuation } = platform.switches()
    const expiry = continuation === 'same-expiry' ? { expiresAt: exp } : {}
    const { context: about, ...token } = await tokenAnswer(platform, sub, expiry)
    return context.json(continuation === 'token-only' ? token : { ...token, context: about })
  })

  return app
}

function checkOrg(
  platform: EnhancedChat,
  { orgId, esDeveloperName }: { orgId: string; esDeveloperName: string },
) {
  if (!sameRecordId(orgId, salesforceSandboxCredentials.orgId)) {
    throw new Refusal(400, 'BAD_REQUEST', 'The orgId is not the id of this org.')
  }
  checkDeployment(platform, esDeveloperName)
}

function guestSubject({ switches }: EnhancedChat): string {
  const id = randomUUID()
  return switches().guestSubject === 'ANON' ? `v2/iamessage/ANON/${id}` : `v2/iamessage/UNAUTH/NA/uid:${id}`
}

interface TokenWishes {
  readonly deviceId?: string | undefined
  readonly expiresAt?: number
}

async function tokenAnswer(platform: EnhancedChat, subject: string, { deviceId, expiresAt }: TokenWishes) {
  const { guestTokenSeconds, verifiedTokenSeconds, lastEventIdType } = platform.switches()
  const isVerified = subject.includes('/AUTH/')
  const accessToken = await platform.tokens.mint({
    subject,
    // 15 characters even for a client that sent 18 (seen by two independent clients).
    orgId: salesforceSandboxCredentials.orgId.slice(0, 15),
    lifeSeconds: isVerified ? verifiedTokenSeconds : guestTokenSeconds,
    ...(expiresAt !== undefined && { expiresAt }),
  })
  const { lastEventId } = platform.chats
  return {
    accessToken,
    lastEventId: lastEventIdType === 'string' ? String(lastEventId) : lastEventId,
    context: {
      deviceId: deviceId ?? randomUUID(),
      endUser: { appType: 'iamessage', role: 'EndUser', subject },
      configuration: {
        embeddedServiceConfig: {
          name: salesforceSandboxCredentials.deployment,
          deploymentType: 'api',
          embeddedServiceMessagingChannel: {
            channelAddressIdentifier: CHANNEL_ADDRESS,
            authMode: platform.identity === undefined ? 'UnAuth' : 'Auth',
          },
          forms: [],
          attachments: { endUserToAgent: true, maxFileSize: 5_242_880 },
          choiceListConfig: {},
          transcript: { allowTranscriptDownload: true },
        },
        timestamp: Date.now(),
      },
    },
  }
}
