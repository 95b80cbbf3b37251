import { connect, type Socket } from 'node:net'
import { rawRequest } from '../../packages/server/tests/raw-request'
import type { Customer } from '../trial/customer'
import { type Finding, unless } from './finding'
import type { Scenario } from './scenario'
import { seconds, underFault } from './under-fault'

const MEBIBYTE = 1_048_576
/** Each takes a file of this process and one of the hub's: half of what processes may have open. */
const IDLE_SOCKETS = { short: 500, long: 10_000 }
/** The server gives a client 10 seconds for the head of a request, and looks every two. */
const IDLE_ENDS_WITHIN_SECONDS = 20
const MESSAGES = 200

/** W2: clients that are slow, idle, want too much, or want two servers to read two requests in one. */
export const badRequests: Scenario = {
  id: 'W2',
  title:
    'requests drop by drop, thousands of idle sockets, bodies that are too large, two lengths: the others go on',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'w2',
      byPhone: true,
      async fault({ customers, instances }) {
        const [customer] = await customers(1)
        const port = Number(new URL(instances[0]?.url ?? '').port)
        if (!customer) return []
        await slowest(customer)
        const before = await slowest(customer)
        const idle = await openIdle(port, IDLE_SOCKETS[context.length])
        const drops = [dropByDrop(port, SLOW_HEAD), dropByDrop(port, SLOW_BODY)]
        const [refusals, during] = await Promise.all([tooMuch(port), slowest(customer)])
        const ended = await untilTheyEnd(idle)
        const answers = await Promise.all(drops)
        return [
          ...refusals,
          ...unless(
            answers.every((status) => status === 408),
            `drop by drop: ${answers.join(' and ')}`,
          ),
          ...unless(
            ended === idle.length,
            `${idle.length - ended} of ${idle.length} idle sockets stayed open`,
          ),
          // Twice as long, and what a machine that does other things takes now and then.
          ...unless(
            during <= 2 * before + 100,
            `others waited ${during.toFixed(0)} ms instead of ${before.toFixed(0)}`,
          ),
          `${idle.length} idle sockets; p99 of others ${before.toFixed(0)} ms before, ${during.toFixed(0)} ms meanwhile`,
        ]
      },
    }),
}

const HEAD = 'POST /webhooks/phones HTTP/1.1\r\nHost: hub\r\n'
const SLOW_HEAD = { first: `${HEAD}X-Slow: `, drop: 'x' }
const SLOW_BODY = { first: `${HEAD}Content-Length: 100000\r\n\r\n`, drop: 'x' }

/** Says something again and again; answers what the slowest but one in a hundred took, in milliseconds. */
async function slowest(customer: Customer): Promise<number> {
  const took: number[] = []
  for (let said = 0; said < MESSAGES; said += 1) {
    const began = performance.now()
    await customer.say(1)
    took.push(performance.now() - began)
  }
  return took.sort((one, other) => one - other)[Math.floor(MESSAGES * 0.99) - 1] ?? 0
}

/** Writes a byte a second until the server has had enough; answers the status that it ends with. */
async function dropByDrop(port: number, { first, drop }: { first: string; drop: string }): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => {})
  socket.write(first)
  const timer = setInterval(() => socket.write(drop), 1_000)
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
  clearInterval(timer)
  return Number(answer.split(' ')[1])
}

async function openIdle(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  for (let opened = 0; opened < count; opened += 100) {
    const some = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await Promise.all(some.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    sockets.push(...some)
  }
  return sockets
}

/** Returns how many of them the server has ended. */
async function untilTheyEnd(sockets: ReadonlyArray<Socket>): Promise<number> {
  for (const socket of sockets) socket.resume()
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length
  for (let waited = 0; open() > 0 && waited < IDLE_ENDS_WITHIN_SECONDS; waited += 0.5) await seconds(0.5)
  const ended = sockets.length - open()
  for (const socket of sockets) socket.destroy()
  return ended
}

async function tooMuch(port: number): Promise<Finding[]> {
  const chunk = 'x'.repeat(MEBIBYTE)
  const chunked = `${MEBIBYTE.toString(16)}\r\n${chunk}\r\n`
  const requests: Record<string, readonly [status: number, chunks: string[]]> = {
    'a webhook of more than 2 MiB': [413, [`${HEAD}Content-Length: ${2 * MEBIBYTE + 1}\r\n\r\n`]],
    'a webhook of 3 MiB without a length': [
      413,
      [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, chunked, chunked, chunked, '0\r\n\r\n'],
    ],
    'a length and chunks': [400, [`${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`]],
    'chunks and another encoding': [400, [`${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`]],
    'two lengths': [400, [`${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`]],
    'a length that is none': [400, [`${HEAD}Content-Length: +5\r\n\r\nhello`]],
  }
  const findings = Object.entries(requests).map(async ([what, [status, chunks]]) => {
    const answer = await rawRequest(port, chunks)
    return unless(answer.startsWith(`HTTP/1.1 ${status} `), `${what}: ${answer.split('\r\n')[0]}`)
  })
  return (await Promise.all(findings)).flat()
}
