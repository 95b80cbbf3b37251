import type { Relay } from '../measures/relay'
import type { Rate } from '../measures/starts'
import type { Results } from './results'

/** The page with the figures. */
export function renderPage(results: Results, machine: ReadonlyArray<string>): string {
  return `# Performance

Written by \`npm run bench\`; do not edit. What is compared does the same work in the same run: the hub with its
server, and a bare \`node:http\` server that validates nothing, keeps nothing and tries nothing twice, once with
undici and once with axios. Absolute figures belong to the machine; the ratios are what to look at, and among
them those of processor time, which hardly depend on what else the machine does.

${machine.map((line) => `- ${line}`).join('\n')}

${renderTables(results)}
`
}

export function renderTables({ library, starts, relay, memory, comingBack }: Results): string {
  const [hubMemory, bareMemory] = memory.map(({ bytesPerConversation }) => bytesPerConversation)
  return [
    '## Start Conversation in memory (`core`)',
    table(
      ['', 'CPU µs per start', 'ratio'],
      [
        ['the HTTP client alone', whole(library.bare), '1.00'],
        ['`startConversation`', whole(library.core), ratio(library.core, library.bare)],
      ],
    ),
    '## Start Conversation over HTTP',
    'Authenticated, validated, committed to Postgres, and created at the platform.',
    rates(starts),
    '## Relay',
    'One round trip is a customer’s message to the platform and its answer back to the customer: in the hub two ordered, deduplicated, durable messages.',
    rates(relay.map(({ full }) => full)),
    'Latency of a round trip in milliseconds:',
    latencies(relay),
    '## Open conversations',
    table(
      ['', 'hub', 'bare undici', 'ratio'],
      [
        [
          `KB held by one of ${memory[0]?.open}, silent`,
          ((hubMemory ?? 0) / 1_000).toFixed(0),
          ((bareMemory ?? 0) / 1_000).toFixed(0),
          ratio(hubMemory ?? 0, bareMemory ?? 0),
        ],
      ],
    ),
    '## Coming back',
    table(
      ['', 'seconds'],
      [
        [
          `The platform cuts all ${comingBack.streams} event streams: all are open again`,
          comingBack.reopenedAfter.toFixed(1),
        ],
        [
          `\`kill -9\` of the instance that has ${comingBack.taken} conversations: another one follows them all`,
          comingBack.takenOverAfter.toFixed(1),
        ],
      ],
    ),
  ].join('\n\n')
}

function rates(measured: ReadonlyArray<Rate>): string {
  const hub = measured.find(({ subject }) => subject === 'hub')
  return table(
    ['', 'per second', 'CPU µs', 'of the database', 'hub’s CPU ÷ this'],
    measured.map(({ subject, perSecond, cpu, databaseCpu }) => [
      subject,
      whole(perSecond),
      whole(cpu),
      databaseCpu === undefined ? 'unknown' : whole(databaseCpu),
      ratio(hub?.cpu ?? 0, cpu),
    ]),
  )
}

function latencies(relay: ReadonlyArray<Relay>): string {
  return table(
    ['', 'alone p50', 'p99', 'at half load p50', 'p99'],
    relay.map(({ subject, alone, half }) => [
      subject,
      ...[alone.p50, alone.p99, half.p50, half.p99].map((milliseconds) => milliseconds.toFixed(2)),
    ]),
  )
}

function table(head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

const whole = (value: number) => Math.round(value).toLocaleString('en')
const ratio = (value: number, of: number) => (of === 0 ? '—' : (value / of).toFixed(2))
