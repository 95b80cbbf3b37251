import { expect, it } from 'vitest'
import { z } from 'zod'
import { addressSchema } from './address'
import { readSettings } from './read-settings'
import { secretSchema } from './secret'

const schema = z
  .strictObject({
    url: addressSchema,
    apiKey: secretSchema,
    login: z.strictObject({ name: z.string() }),
    origins: z.array(addressSchema).default([]),
  })
  .superRefine(({ apiKey }, context) => {
    if (apiKey === '') context.addIssue({ code: 'custom', path: ['apiKey'], message: 'is needed' })
  })
const variables = { url: 'MY_URL', 'login.name': 'MY_NAME', origins: 'MY_ORIGINS' }
const reading = { of: 'myPlatform', variables }

it('settings are what the schema makes of them', () => {
  const written = { url: 'https://chat.example.com/', apiKey: 'k', login: { name: 'hub' } }
  const url = 'https://chat.example.com'
  expect(readSettings(schema, written, reading)).toEqual({ ...written, url, origins: [] })
})

it('everything that is wrong with settings is said at once, by option and variable, and no value', () => {
  const written = { apiKey: '', login: { name: 7 }, origins: ['ftp://canary'], canaary: 'canary' }
  const reads = () => readSettings(schema, written, reading)
  expect(reads).toThrow(
    expect.objectContaining({
      code: 'settings-invalid',
      message: expect.stringMatching(
        /^The settings of myPlatform are not valid: url \(MY_URL\): is missing; /,
      ),
      problems: [
        { at: 'url (MY_URL)', problem: 'is missing' },
        { at: 'apiKey', problem: 'must not be empty' },
        { at: 'login.name (MY_NAME)', problem: 'must be of type string, not number' },
        { at: 'origins.0 (MY_ORIGINS)', problem: expect.stringContaining('must begin with https://') },
        { at: 'settings', problem: 'has an entry that does not belong there: canaary' },
      ],
    }),
  )
  expect(reads).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/\bcanary/) }))
})

it('a secret that is not there is missing', () => {
  expect(secretSchema.safeParse(undefined).error?.issues).toMatchObject([{ message: 'is missing' }])
  const problem = { message: 'must be a text, or a function that gives one' }
  expect(secretSchema.safeParse(7).error?.issues).toMatchObject([problem])
})
