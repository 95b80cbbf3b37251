import { expect, it } from 'vitest'
import { gatewaySchema, webChannelSchema } from '../packages/amelia/src/settings'
import { startingContextSchema } from '../packages/amelia/src/starting-context'
import { startRequestSchema } from '../packages/core/src/contract/request'
import { hubGroupSettingsSchema, resourceSettingsSchema } from '../packages/hub/src/settings/schemas'
import { settingsSchema as agentforce } from '../packages/salesforce/src/agentforce/settings'
import { settingsSchema as byoc } from '../packages/salesforce/src/byoc/settings'
import { settingsSchema as enhancedChat } from '../packages/salesforce/src/enhanced-chat/settings'
import { explainedOptions } from './repository/explained-options'
import { filesBelow, read } from './repository/packages'

/** The names of all options below a zod schema, with those of the objects inside. */
function optionsOf(schema: unknown): string[] {
  const { shape = {}, options = [], in: written, innerType } = Object(schema).def ?? {}
  const inside = [...options, written, innerType].filter((one) => one !== undefined)
  const own = Object.entries(shape).flatMap(([name, field]) => [name, ...optionsOf(field)])
  return [...own, ...inside.flatMap(optionsOf)]
}

/** The part of a page that explains settings. */
function settingsOn(page: string): string {
  const [, settings = ''] = read(page).split('\n## Settings\n')
  return settings.split(/\n## What (?:the customer sees|a conversation can contain)\n/, 1)[0] ?? ''
}

/** What a start says, by its own names. */
const startNames = new Set(['`attributes`'])

/** What stands in code marks, word by word. */
function codeWords(page: string): Set<string> {
  const code = [...page.matchAll(/```[\s\S]*?```|`[^`]+`/g)].map(([text]) => text)
  return new Set(code.flatMap((text) => text.match(/\w+/g) ?? []))
}

it.each([
  ['docs/salesforce.md', 'Enhanced Chat', enhancedChat],
  ['docs/salesforce.md', 'Agentforce', agentforce],
  ['docs/salesforce.md', 'BYOC', byoc],
  ['docs/amelia.md', 'the gateway', gatewaySchema],
  ['docs/amelia.md', 'the web channel', webChannelSchema],
])('%s explains every setting of %s', (page, _, schema) => {
  const words = codeWords(settingsOn(page))
  const options = optionsOf(schema)
  expect(options.length).toBeGreaterThan(8)
  expect(options.filter((option) => !words.has(option))).toEqual([])
})

it.each([
  ['docs/salesforce.md', [enhancedChat, agentforce, byoc]],
  ['docs/amelia.md', [gatewaySchema, webChannelSchema]],
])('%s explains no setting that there is not', (page, schemas) => {
  const rows = [...settingsOn(page).matchAll(/^\| (`[^|]*`) \|/gm)].map(([, cell = '']) => cell)
  const isOfSettings = (cell: string) => !cell.startsWith('`salesforce') && !startNames.has(cell)
  const named = rows.filter(isOfSettings).flatMap((cell) => cell.match(/[a-z]\w*/g) ?? [])
  const options = new Set(schemas.flatMap(optionsOf))
  expect(named.length).toBeGreaterThan(8)
  expect(named.filter((name) => !options.has(name))).toEqual([])
})

it.each([
  ['hub', hubGroupSettingsSchema],
  ['resource', resourceSettingsSchema],
])('packages/hub/README.md explains everything that can be said of a %s', (_, schema) => {
  const words = codeWords(read('packages/hub/README.md').split('\n## Hubs and resources\n')[1] ?? '')
  const entries = optionsOf(schema)
  expect(entries.length).toBeGreaterThan(4)
  expect(entries.filter((entry) => !words.has(entry))).toEqual([])
})

/** The files below a package's `src` in which its settings are declared. */
const declaredIn = (folder: string) =>
  filesBelow(`packages/${folder}/src`).filter((path) =>
    /settings\.ts$|\/request\.ts$|\/starting-context\.ts$/.test(path),
  )

it.each([
  ['core', 'StartRequest', startRequestSchema],
  ['hub', 'HubGroupSettings', hubGroupSettingsSchema],
  ['hub', 'ResourceSettings', resourceSettingsSchema],
  ['salesforce', 'SalesforceEnhancedChatSettings', enhancedChat],
  ['salesforce', 'SalesforceAgentforceSettings', agentforce],
  ['salesforce', 'SalesforceByocSettings', byoc],
  ['amelia', 'WrittenStartingContext', startingContextSchema],
])('%s: %s has every option, and no other, and an editor shows what it is', (folder, name, schema) => {
  const options = explainedOptions(declaredIn(folder), name)
  expect(options.filter(({ isExplained }) => !isExplained)).toEqual([])
  expect(new Set(options.map((option) => option.name))).toEqual(new Set(optionsOf(schema)))
})

it.each([
  ['hub', 'HubSettings'],
  ['server', 'ServerSettings'],
  ['twilio', 'TwilioSettings'],
  ['amelia', 'GatewaySettings'],
  ['amelia', 'WebChannelSettings'],
])('%s: an editor shows what each option of %s is', (folder, name) => {
  const options = explainedOptions(declaredIn(folder), name)
  expect(options.length).toBeGreaterThan(5)
  expect(options.filter(({ isExplained }) => !isExplained)).toEqual([])
})
