import { createServer, type ServerResponse } from 'node:http'
import { lineOf } from '../checker/line'
import { answerJson, isFinalRefusal, type Misbehaviour, misbehave } from './answer'
import type { PlatformKind } from './kinds'
import { type Delivery, frameOf, type PlatformConversation, type Spoken } from './platform-conversation'
import type { PlatformLog } from './platform-log'
import { createRecords, tokenOf } from './records'
import { type PlatformRequest, readRequest } from './requests'

/** A platform over real sockets that writes down what it was told and misbehaves on demand. */
export interface Platform {
  readonly url: string
  readonly conversations: ReadonlyMap<string, PlatformConversation>
  /** Called with every request; what it answers happens instead of the ordinary. */
  misbehaviour: (request: PlatformRequest) => Misbehaviour | undefined
  /** Called when something took effect, before it is answered. */
  onEffect: (request: PlatformRequest) => void
  /** How what is said gets into open streams. Default: at once, in order. */
  delivery: Delivery
  /** The platform says its next line in a conversation by itself. */
  speak(conversation: PlatformConversation): void
  /** Writes to every open stream of a conversation, outside of the protocol's rules. */
  writeRaw(conversation: PlatformConversation, bytes: string | Buffer): void
  /** Every token that was given out is refused from now on. */
  expireTokens(): void
  /** Every stream that is open now stays open and brings nothing more, not even a heartbeat. */
  hush(): void
  /** Ends every open stream without a word. */
  cutStreams(): void
  openStreams(): number
  close(): Promise<void>
}

interface Options {
  readonly kind: PlatformKind
  readonly log: PlatformLog
  /** A sign of life in every stream so often, in milliseconds. Default: none. */
  readonly heartbeatMs?: number | undefined
}

export async function startPlatform({ kind, log, heartbeatMs }: Options): Promise<Platform> {
  const records = createRecords(kind, log, show)
  const hushed = new WeakSet<ServerResponse>()
  const { conversations } = records
  const all = () => [...conversations.values()]

  function show(conversation: PlatformConversation, spoken: Spoken): void {
    platform.delivery(conversation, spoken, (one) => writeToStreams(conversation, frameOf(one)))
  }

  function writeToStreams({ streams }: PlatformConversation, bytes: string | Buffer): void {
    for (const stream of streams) if (!hushed.has(stream)) stream.write(bytes)
  }

  function answer(request: PlatformRequest, authorization: string, response: ServerResponse): void {
    const conversation = 'id' in request ? conversations.get(request.id) : undefined
    const mayAskIt = conversation === undefined || mayAsk(request, conversation, authorization)
    // Who may not ask is told nothing else.
    const how = mayAskIt ? platform.misbehaviour(request) : undefined
    if (how && isFinalRefusal(how)) noteRefusal(request)
    if ('id' in request && !conversation) answerJson(response, 404, {})
    else if (!mayAskIt) answerJson(response, 401, {})
    else if (how?.answer === 'queued') setTimeout(() => carryOut(request, response), how.afterMs)
    else if (how && !how.taken) misbehave(response, how, {})
    else if (conversation && request.kind === 'stream') openStream(response, conversation, request.after)
    else carryOut(request, response, how)
  }

  function noteRefusal(request: PlatformRequest): void {
    const line = request.kind === 'say' ? lineOf(request.text) : undefined
    if (line) log.refused.push(line)
  }

  function carryOut(request: PlatformRequest, response: ServerResponse, how?: Misbehaviour): void {
    const truth = records.perform(request)
    platform.onEffect(request)
    if (how) misbehave(response, how, truth)
    else answerJson(response, 200, truth)
  }

  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming).catch(() => undefined)
    if (request) answer(request, incoming.headers.authorization ?? '', response)
    else answerJson(response, 400, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const beat = heartbeatMs === undefined ? undefined : setInterval(() => beatAll(), heartbeatMs)
  const beatAll = () => {
    for (const conversation of all()) writeToStreams(conversation, ': beat\n\n')
  }

  const platform: Platform = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    conversations,
    misbehaviour: () => undefined,
    onEffect: () => {},
    delivery: (_, spoken, write) => write(spoken),
    speak: records.speak,
    writeRaw: writeToStreams,
    expireTokens() {
      for (const conversation of all()) conversation.tokens += 1
    },
    hush() {
      for (const { streams } of all()) for (const stream of streams) hushed.add(stream)
    },
    cutStreams() {
      for (const { streams } of all()) for (const stream of streams) stream.destroy()
    },
    openStreams: () => all().reduce((sum, { streams }) => sum + streams.size, 0),
    async close() {
      clearInterval(beat)
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return platform
}

function mayAsk(
  { kind }: PlatformRequest,
  conversation: PlatformConversation,
  authorization: string,
): boolean {
  return kind === 'renew' || authorization === `Bearer ${tokenOf(conversation)}`
}

/** First what was said after the last event that the client has, then what is said. */
function openStream(
  response: ServerResponse,
  { spoken, streams }: PlatformConversation,
  after: number,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(': open\n\n')
  for (const one of spoken) if (one.id > after) response.write(frameOf(one))
  streams.add(response)
  response.on('close', () => streams.delete(response))
}
