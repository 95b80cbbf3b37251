import type { Rate } from '../measures/rate'
import type { Relay } from '../measures/relay'
import { type Bar, barsOf } from './bars'
import type { Results } from './results'
import { scaledBarsOf } from './scaled-bars'

/** The page with the figures. */
export function renderPage(results: Results, machine: ReadonlyArray<string>): string {
  return `# Performance

Written by \`npm run bench\`; do not edit. What is compared does the same work in the same run, in turns: the hub with
its server, and bare \`node:http\` servers that validate nothing, order nothing and try nothing twice: one with undici,
one with undici and two durable writes by group commit, one with axios. Customers, platform, server and Postgres share
the processors. Absolute figures belong to the machine; the ratios are what to look at, and among them those of
processor time, which hardly depend on what else the machine does. Of several rounds the best one counts, for every subject.
Nothing here is encrypted on its way: with TLS to the platform, as it always is outside of a bench, a connection holds more.

${machine.map((line) => `- ${line}`).join('\n')}

${renderTables(results)}
`
}

export function renderTables(results: Results): string {
  const { library, starts, relay, memory, comingBack } = results
  const [hubMemory, bareMemory] = memory
  return [
    '## The goals',
    bars(barsOf(results)),
    'P2 and P3 were set on another machine, where bare-undici starts 24,000 a second for 40 µs each and relays 11,500 round trips a second. The same goals, scaled by what bare-undici does on this one:',
    bars(scaledBarsOf(results)),
    'That nothing is lost meanwhile is what `npm run faults` proves.',
    '## Start Conversation in memory (`core`)',
    table(
      ['', 'CPU µs per start', 'ratio'],
      [
        ['the HTTP client alone', whole(library.bare), '1.00'],
        ['`startConversation`', whole(library.core), ratio(library.core, library.bare)],
      ],
    ),
    '## Start Conversation over HTTP',
    'Authenticated, validated, committed to Postgres, and created at the platform; the outcome is committed too.',
    rates(starts),
    '## Relay',
    'One round trip is a customer’s message to the platform and its answer back to the customer: in the hub two ordered, deduplicated, durable messages.',
    rates(relay.map(({ full }) => full)),
    'Latency of a round trip in milliseconds:',
    latencies(relay),
    '## Open conversations',
    table(
      ['', 'hub', 'bare-undici', 'ours/bare-undici'],
      [
        [
          `KB held by one of ${whole(hubMemory?.open ?? 0)}, silent`,
          kilobytes(hubMemory?.bytesPerConversation),
          kilobytes(bareMemory?.bytesPerConversation),
          ratio(hubMemory?.bytesPerConversation ?? 0, bareMemory?.bytesPerConversation ?? 0),
        ],
        [
          '% of a processor, while nobody speaks',
          percent(hubMemory?.idle.cpu),
          percent(bareMemory?.idle.cpu),
          '—',
        ],
        ['% of a processor, of the database', percent(hubMemory?.idle.databaseCpu), '—', '—'],
      ],
    ),
    '## Coming back',
    table(
      ['', 'seconds'],
      [
        [
          `The platform cuts all ${whole(comingBack.streams)} event streams: all are open again (at most 200 a second at one account)`,
          comingBack.reopenedAfter.toFixed(1),
        ],
        [
          `\`kill -9\` of the instance that has ${whole(comingBack.taken)} conversations: another one, which runs already, follows them all`,
          comingBack.takenOverAfter.toFixed(1),
        ],
      ],
    ),
  ].join('\n\n')
}

function bars(judged: ReadonlyArray<Bar>): string {
  return table(
    ['', 'must', 'good', 'reached', ''],
    judged.map(({ name, must, good, reached, verdict }) => [name, must, good, reached, verdict]),
  )
}

function rates(measured: ReadonlyArray<Rate>): string {
  const hub = measured.find(({ subject }) => subject === 'hub')
  return table(
    ['', 'per second', 'CPU µs', 'of the database', 'p50 ms', 'p99 ms', 'CPU', 'rate'],
    measured.map(({ subject, perSecond, cpu, databaseCpu, p50, p99 }) => [
      subject,
      whole(perSecond),
      whole(cpu),
      databaseCpu === undefined ? 'unknown' : whole(databaseCpu),
      p50.toFixed(1),
      p99.toFixed(1),
      ...(subject === 'hub'
        ? ['', '']
        : [
            `ours/${subject} ${ratio(hub?.cpu ?? 0, cpu)}`,
            `ours/${subject} ${ratio(hub?.perSecond ?? 0, perSecond)}`,
          ]),
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
const kilobytes = (bytes = 0) => (bytes / 1_000).toFixed(0)
const percent = (share: number | undefined) => (share === undefined ? 'unknown' : (share * 100).toFixed(1))
