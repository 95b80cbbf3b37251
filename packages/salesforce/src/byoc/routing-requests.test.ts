import { expect, it } from 'vitest'
import { routingRequestIn } from './routing-requests'
import { resolveSettings, type SalesforceByocSettings } from './settings'

const AT = Date.parse('2026-11-23T12:00:00.000Z')
const settingsWith = (routing: NonNullable<SalesforceByocSettings['routing']>) =>
  resolveSettings({
    scrtUrl: 'https://acme.my.salesforce-scrt.com',
    loginUrl: 'https://acme.my.salesforce.com',
    orgId: '00DSB0000001Kqx',
    clientId: 'c',
    clientSecret: 's',
    channel: 'Channel',
    channelAddress: 'a',
    event: 'E__e',
    routing,
  })

const asked = (routingType: string, routingParameters?: object) => ({
  conversationIdentifier: 'c1',
  routingParameters,
  routingType,
  workRecordId: '0MwSB0000000001AAA',
})
const carrying = (payload: object, eventType = 'RoutingRequested') => ({
  payload: {
    CreatedDate: '2026-11-23T12:00:00.000Z',
    EventType__c: eventType,
    Payload__c: JSON.stringify(payload),
  },
  event: { replayId: 7 },
})
const event = (routingType: string, eventType?: string) => carrying(asked(routingType), eventType)
const inside = (channelAddressIdentifier: string) =>
  carrying({
    channelAddressIdentifier,
    recipient: { appType: 'custom', subject: '+1', role: 'EndUser' },
    payload: asked('Transfer'),
  })

it.each([
  ['the whole payload', event('Transfer')],
  ['inside the payload', inside('a')],
])('is understood where the partner routes: %s', (_, message) => {
  expect(routingRequestIn(message, settingsWith({}), AT + 5_000)).toEqual({
    conversationIdentifier: 'c1',
    routingType: 'Transfer',
  })
})

it('says where to, as far as Salesforce does', () => {
  const queueId = '00GSB0000000007AAA'
  const where = { queueId, flowId: null, skillsList: [], isTransfer: true }
  expect(routingRequestIn(carrying(asked('Transfer', where)), settingsWith({}), AT)).toMatchObject({
    queueId,
  })
})

it.each([
  ['that Salesforce answers itself', event('Transfer'), 'salesforce', 0],
  ['that is too old to be answered', event('Transfer'), {}, 300_000],
  ['of the start, which has asked already', event('Initial'), {}, 0],
  ['that is none', event('Transfer', 'Interaction'), {}, 0],
  ['of another channel', inside('b'), {}, 0],
] as const)('passes by: one %s', (_, message, routing, age) => {
  expect(routingRequestIn(message, settingsWith(routing), AT + age)).toBeUndefined()
})
