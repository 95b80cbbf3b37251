import { executionAsyncId } from 'node:async_hooks'
import { createStopSwitch } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { askBeforeFirstByte } from './first-bytes'
import { underLease } from './under-lease'

/** Node gives promises no ids of their own unless somebody follows them (its docs, Promise execution tracking). */
async function arePromisesFollowed(): Promise<boolean> {
  await null
  return executionAsyncId() !== 0
}

/** From Node 24 on it hands on what a call was begun under without following each promise. */
const hasToFollow = Number.parseInt(process.versions.node, 10) < 24

it('follows the promises of this process only as long as there is a call to follow', async () => {
  expect(await arePromisesFollowed()).toBe(false)
  let goOn = () => {}
  const long = askBeforeFirstByte(
    () => {},
    () => new Promise<void>((resolve) => (goOn = resolve)),
  )
  const failed = askBeforeFirstByte(
    () => {},
    () => Promise.reject(new Error('The platform refused.')),
  )
  await expect(failed).rejects.toThrow('refused')
  expect(await arePromisesFollowed()).toBe(hasToFollow)
  goOn()
  await long
  expect(await arePromisesFollowed()).toBe(false)
})

it('follows a call that never ends only until it is given up', async () => {
  const standing = { mayAct: () => true, awake: createStopSwitch, lapses: () => 1, isAlone: () => false }
  const call = underLease(() => new Promise(() => {}), standing, {
    milliseconds: 1,
    signal: createStopSwitch(),
  })
  await expect(call).rejects.toMatchObject({ code: 'platform-timeout' })
  expect(await arePromisesFollowed()).toBe(false)
})
