import { afterEach, expect, it } from 'vitest'
import { eventually } from './support/eventually'
import { freshPhone, openPhoneWorld, type PhoneWorld } from './support/phones'

let world: PhoneWorld | undefined
afterEach(() => world?.close())

/** Quiet hours that began an hour ago and last for two, in UTC. */
function quietNow() {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
  return { from: at(-1), to: at(1), timeZone: 'UTC' }
}

it('keeps messages back in the customer’s quiet hours, and sends them later', async () => {
  const quietHours = quietNow()
  const hubs = { main: { platform: 'talking', quietHours } }
  world = await openPhoneWorld({ hubs, keepEndedForDays: 0 })
  const { hub, logged, sandbox, arrived } = world
  const asleep = freshPhone()
  const awake = freshPhone()
  const elsewhere = freshPhone()
  const start = (customerDestination: string, timeZone?: string) =>
    hub.startConversation({
      resourceId: 'sms',
      customerDestination,
      ...(timeZone !== undefined && { attributes: { timeZone } }),
    })
  const { conversationId } = await start(asleep)
  // Twelve hours away it is not night.
  await start(elsewhere, 'Etc/GMT+12')
  await eventually('a greeting by day', () => arrived(elsewhere).length === 1)
  await eventually('the note in the log', () =>
    logged.some((entry) => entry.event === 'messages-held-back' && entry.conversationId === conversationId),
  )
  expect(arrived(asleep)).toEqual([])
  // Who writes at night is answered at night.
  await sandbox.write({ from: awake, to: sandbox.numbers[0] ?? '', text: 'hello?' })
  await eventually('an answer at night', () => arrived(awake).length === 2)
  // What was said last is brought also where nothing that has ended is kept.
  await hub.closeConversation(conversationId)
  await eventually('the end', () => hub.measure().conversations_driven === 2)
  await hub.eraseCustomer('nobody')

  // The night is over: nothing was dropped, and nothing counts as too late.
  quietHours.from = quietHours.to
  await world.restart()
  await eventually('the greeting', () => arrived(asleep).length === 1)
  expect(arrived(asleep)).toEqual(['Hello'])
  // Making an embedded database takes seconds, and many of them on a busy machine.
}, 180_000)
