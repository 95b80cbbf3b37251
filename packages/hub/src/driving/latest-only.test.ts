import { expect, it } from 'vitest'
import { latestOnly } from './latest-only'

it('tells one thing at a time, and the last of what came meanwhile', async () => {
  const told: string[] = []
  const answers: (() => void)[] = []
  const tell = latestOnly(async (value: string) => {
    told.push(value)
    await new Promise<void>((resolve) => answers.push(resolve))
  })
  const done = ['first', 'passed over', 'last'].map(tell)
  expect(told).toEqual(['first'])
  answers[0]?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual(['first', 'last'])
  answers[1]?.()
  await Promise.all(done)
  void tell('later')
  expect(told).toEqual(['first', 'last', 'later'])
})

it('goes on after what could not be told', async () => {
  const told: string[] = []
  const tell = latestOnly(async (value: string) => {
    told.push(value)
    if (value === 'refused') throw new Error('no')
  })
  await expect(tell('refused')).rejects.toThrow()
  await tell('next')
  expect(told).toEqual(['refused', 'next'])
})

it('tells what came while something could not be told', async () => {
  const told: string[] = []
  let refuse = () => {}
  const tell = latestOnly(async (value: string) => {
    told.push(value)
    if (value !== 'types') return
    await new Promise((_, reject) => {
      refuse = () => reject(new Error('no'))
    })
  })
  const done = ['types', 'stops'].map(tell)
  refuse()
  await Promise.all(done)
  expect(told).toEqual(['types', 'stops'])
})
