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

const event = (routingType: string, eventType = 'RoutingRequested') => ({
  payload: {
    CreatedDate: '2026-11-23T12:00:00.000Z',
    EventType__c: eventType,
    Payload__c: JSON.stringify({ conversationIdentifier: 'c1', routingParameters: {}, routingType }),
  },
  event: { replayId: 7 },
})

it('is understood where the partner routes', () => {
  expect(routingRequestIn(event('Transfer'), settingsWith({}), AT + 5_000)).toEqual({
    conversationIdentifier: 'c1',
    routingType: 'Transfer',
  })
})

it.each([
  ['that Salesforce answers itself', event('Transfer'), 'salesforce', 0],
  ['that is too old to be answered', event('Transfer'), {}, 300_000],
  ['of the start, which has asked already', event('Initial'), {}, 0],
  ['that is none', event('Transfer', 'Interaction'), {}, 0],
] as const)('passes by: one %s', (_, message, routing, age) => {
  expect(routingRequestIn(message, settingsWith(routing), AT + age)).toBeUndefined()
})
