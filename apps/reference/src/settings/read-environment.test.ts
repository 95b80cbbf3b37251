import { expect, it } from 'vitest'
import { readEnvironment } from './read-environment'

const problemsWith = (DATABASE_URL: string) => readEnvironment({ DATABASE_URL }).problems

it.each([
  'postgres://hub:secret@db.example:5432/hub?sslmode=verify-full',
  'postgresql://hub:p%23ss%2Fword@db.example/hub',
  'postgresql://hub@localhost/hub?host=%2Ftmp',
  'postgres://hub@server:p@ss@db.example/hub',
])('takes %s for the address of a database', (address) => {
  expect(problemsWith(address)).toEqual([])
})

it.each([
  ['a hash', 'postgres://hub:1#ss@db.example/hub'],
  ['a slash', 'postgres://hub:12/34@db.example/hub'],
  ['a question mark', 'postgres://hub:12?34@db.example/hub'],
  ['a hash behind letters', 'postgres://hub:hunter#2@db.example/hub'],
])('says how to write a password with %s, which makes another address of it, and does not show it', (_, address) => {
  const [problem, ...others] = problemsWith(address)
  expect(problem).toMatchObject({
    at: 'DATABASE_URL',
    problem: expect.stringContaining('special characters are percent-encoded'),
  })
  expect(others).toEqual([])
  expect(JSON.stringify(problem)).not.toMatch(/hunter|34/)
})
