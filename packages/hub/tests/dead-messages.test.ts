import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, withCarrier } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('text messages in dead letters', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  /** An instance with a message that the carrier has refused, and would take now. */
  async function openWithRefused(text: string) {
    const url = await postgres.createDatabase()
    const carrier = createFakeCarrier()
    const open = async () => {
      const hub = await openHub({ url }, createFakePlatform(), withCarrier(carrier))
      onTestFinished(() => hub.close())
      return hub
    }
    const hub = await open()
    const phone = freshPhoneNumber()
    const { conversationId: id } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
      createInThirdPartySystems: false,
    })
    carrier.before = () => {
      throw new ConversationError('platform-refused', 'Not that.')
    }
    await hub.sendMessage(id, { text }, fromApp)
    const letter = await eventually(
      'the dead letter',
      async () => (await hub.findDeadLetters({ conversationId: id }))[0],
    )
    carrier.before = () => {}
    return { url, carrier, hub, open, id, phone, letter }
  }

  it('are replayed by whichever instance', async () => {
    const { carrier, open, phone, letter } = await openWithRefused('hello')
    const second = await open()
    expect(await second.replayDeadLetters({ commandId: letter.commandId })).toBe(1)
    await eventually('the message', () => carrier.arrived(phone).includes('hello'))
  })

  it('are not sent to a phone whose customer has read them in a web chat meanwhile', async () => {
    const { url, carrier, hub, id, phone, letter } = await openWithRefused('read elsewhere')
    const { sessionId } = await hub.startSession({ resourceId: 'web' })
    await hub.moveCustomer(id, { resourceId: 'web', customerDestination: sessionId })
    expect(await hub.replayDeadLetters({ commandId: letter.commandId })).toBe(1)
    expect(await query(url, 'SELECT state FROM carrier_messages')).toEqual([{ state: 'dropped' }])
    // As it is where whoever carried the conversation died while the customer went.
    await query(url, `UPDATE carrier_messages SET state = 'waiting'`)
    await hub.moveCustomer(id, { resourceId: 'sms', customerDestination: phone })
    await hub.sendMessage(id, { text: 'after that' }, fromApp)
    await eventually('the next message', () => carrier.arrived(phone).length > 0)
    expect(carrier.arrived(phone)).toEqual(['after that'])
  })
})
