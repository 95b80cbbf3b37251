import { beforeAll, describe, expect, it } from 'vitest'
import { withBench } from '../bench'
import { chapters } from '../chapters'
import { beImpatient } from '../observe'
import { broken } from './broken'

const scenarios = chapters.flatMap((chapter) => chapter.scenarios)

beforeAll(() => beImpatient(1_500))

describe.concurrent('a broken connector', () => {
  it.each(broken)('that $subject.name fails: $check', async ({ check, subject }) => {
    const scenario = scenarios.find(({ name }) => name === check)
    if (!scenario) throw new Error(`The suite has no check of this name: ${check}`)
    await expect(withBench(subject, scenario.run)).rejects.toThrow()
  })
})

it('there is a broken connector for every check', () => {
  const tested = new Set(broken.map(({ check }) => check))
  expect(scenarios.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([])
})
