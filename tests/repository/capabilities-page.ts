import { amelia } from '@conversation-hub/amelia'
import type { Connector, Repeatability } from '@conversation-hub/core'
import { salesforceAgentforce, salesforceByoc, salesforceEnhancedChat } from '@conversation-hub/salesforce'

/** Salesforce's record at the end of a conversation is a setting. */
const recordAtEnd = { externalIdField: 'Conversation_Id__c' }

/** Every connector there is, with the least settings it takes for everything it can do. */
const connectors: Readonly<Record<string, Connector>> = {
  'Salesforce Enhanced Chat': salesforceEnhancedChat({
    scrtUrl: 'https://example.my.salesforce-scrt.com',
    orgId: '00D000000000001',
    deployment: 'Web',
    crm: {
      loginUrl: 'https://example.my.salesforce.com',
      clientId: 'id',
      clientSecret: 'secret',
      recordAtEnd,
    },
  }),
  'Salesforce Agentforce': salesforceAgentforce({
    loginUrl: 'https://example.my.salesforce.com',
    clientId: 'id',
    clientSecret: 'secret',
    agentId: '0Xx000000000001',
    recordAtEnd,
  }),
  'Salesforce BYOC': salesforceByoc({
    scrtUrl: 'https://example.my.salesforce-scrt.com',
    loginUrl: 'https://example.my.salesforce.com',
    orgId: '00D000000000001',
    clientId: 'id',
    clientSecret: 'secret',
    channel: 'Channel',
    channelAddress: 'address',
    event: 'Hub__e',
    recordAtEnd,
  }),
  'Amelia gateway': amelia({
    url: 'https://amelia.example.com',
    domain: 'support',
    credentials: { username: 'user', password: 'password' },
  }),
  'Amelia web channel': amelia({
    transport: 'web-channel',
    url: 'https://amelia.example.com',
    domain: 'support',
  }),
}

const arrivals: Readonly<Record<Connector['arrival']['kind'], string>> = {
  stream: 'a stream per conversation',
  'account-stream': 'one stream for all',
  webhook: 'webhook',
  reply: 'in its answers',
}

const repeats: Readonly<Record<Repeatability, string>> = {
  idempotent: 'is recognised',
  reconcilable: 'its records tell',
  echo: 'its echo tells',
  neither: 'nobody can tell',
}

const yes = (able: boolean) => (able ? 'yes' : '–')

function ways({ toPlatform, fromPlatform }: { toPlatform: boolean; fromPlatform: boolean }): string {
  if (toPlatform && fromPlatform) return 'both ways'
  return toPlatform ? 'to it' : fromPlatform ? 'from it' : '–'
}

function files({ attachments }: Connector['capabilities']): string {
  if (!attachments) return 'as links'
  const size = `up to ${Math.round(attachments.maxBytes / 100_000) / 10} MB`
  return attachments.mediaTypes ? `${size}: ${attachments.mediaTypes.join(', ')}` : size
}

function handOver({ transcriptHandOver }: Connector['capabilities']): string {
  return transcriptHandOver ? `${transcriptHandOver.maxCharacters} characters` : '–'
}

function takesReceipts({ receipts }: Connector['capabilities']): boolean {
  return receipts.toPlatform || receipts.failuresToPlatform === true
}

/** What is said of a connector, in the order of the page. */
const rows: ReadonlyArray<readonly [string, (connector: Connector) => string]> = [
  ['`platform`', ({ platform }) => `\`${platform}\``],
  ['events come by', ({ arrival }) => arrivals[arrival.kind]],
  ['answers to choices', ({ capabilities }) => (capabilities.choices ? 'as such' : 'as text')],
  ['filled-in forms', ({ capabilities }) => (capabilities.forms ? 'as such' : 'as text')],
  ['cards', ({ capabilities }) => yes(capabilities.cards)],
  ['files of the customer', ({ capabilities }) => files(capabilities)],
  ['typing', ({ capabilities }) => ways(capabilities.typing)],
  ['receipts', ({ capabilities }) => ways(capabilities.receipts)],
  [
    'told what a carrier could not deliver',
    ({ capabilities }) => yes(capabilities.receipts.failuresToPlatform === true),
  ],
  ['queue position', ({ capabilities }) => yes(capabilities.queuePosition)],
  ['availability before a start', ({ capabilities }) => yes(capabilities.availability)],
  ['is told what was said before', ({ capabilities }) => handOver(capabilities)],
  ['its record is read after a gap', ({ capabilities }) => yes(capabilities.transcript)],
  ['another process can go on', ({ capabilities }) => yes(capabilities.resume)],
  ['a repeated start', ({ capabilities }) => repeats[capabilities.repeats.start]],
  ['a repeated message', ({ capabilities }) => repeats[capabilities.repeats.send]],
  ['a repeated end', ({ capabilities }) => repeats[capabilities.repeats.end]],
  ['a repeated receipt', ({ capabilities }) => (takesReceipts(capabilities) ? repeats.idempotent : '–')],
  ['a repeated record at the end', ({ conclude }) => (conclude ? repeats.idempotent : '–')],
  ['a sign of typing', ({ capabilities }) => (capabilities.typing.toPlatform ? 'is never repeated' : '–')],
]

const line = (cells: ReadonlyArray<string>) => `| ${cells.join(' | ')} |`

/** The page about what each platform can do, made from what the connectors declare. */
export function capabilitiesPage(): string {
  const names = Object.keys(connectors)
  const table = [
    line(['', ...names]),
    line(['---', ...names.map(() => '---')]),
    ...rows.map(([title, cell]) => line([title, ...Object.values(connectors).map(cell)])),
  ]
  return `# What each platform can do

Made from what the connectors declare; \`tests/capabilities.test.ts\` keeps it true. Settings can change some of it:
whether and how much of what was said before is handed over, how Amelia's gateway delivers (also by webhook), and
whether a start of Salesforce BYOC is recognised (not where routing is the partner's).

${table.join('\n')}

What a platform lacks degrades, and is never dropped: a choice or a form is answered in words, a file becomes its link.

After an unknown outcome (the answer to a command is lost) the hub acts by the last rows. *Is recognised*: it
repeats. *Its records tell*: it asks, and repeats only what did not happen. *Its echo tells*: it waits for the platform
to show the message, and repeats without one. *Nobody can tell*: it repeats, and there may be a second effect; what the
customer may then see is on the pages of [Salesforce](salesforce.md#what-is-promised-and-what-cannot-be) and
[Amelia](amelia.md#what-is-promised-and-what-cannot-be), and in [the contract](contract.md#what-cannot-be-promised). A
receipt is tried three times at most. A dash: the platform is never told. A record at the end is written where
\`recordAtEnd\` asks for one.
`
}
