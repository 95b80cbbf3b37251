import { createServer, type ServerResponse } from 'node:http'
import { answerJson, type Misbehaviour, misbehave } from './answer'
import type { PlatformKind } from './kinds'
import { frameOf, type PlatformConversation } from './platform-conversation'
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
  /** The platform says its next line in a conversation by itself. */
  speak(conversation: PlatformConversation): void
  /** Writes to every open stream of a conversation, outside of the protocol's rules. */
  writeRaw(conversation: PlatformConversation, bytes: string | Buffer): void
  /** Every token that was given out is refused from now on. */
  expireTokens(): void
  /** Ends every open stream without a word. */
  cutStreams(): void
  openStreams(): number
  close(): Promise<void>
}

interface Options {
  readonly kind: PlatformKind
  readonly log: PlatformLog
}

export async function startPlatform({ kind, log }: Options): Promise<Platform> {
  const records = createRecords(kind, log)
  const { conversations } = records
  const all = () => [...conversations.values()]

  function answer(request: PlatformRequest, authorization: string, response: ServerResponse): void {
    const conversation = 'id' in request ? conversations.get(request.id) : undefined
    const mayAskIt = conversation === undefined || mayAsk(request, conversation, authorization)
    // Who may not ask is told nothing else.
    const how = mayAskIt ? platform.misbehaviour(request) : undefined
    if ('id' in request && !conversation) answerJson(response, 404, {})
    else if (!mayAskIt) answerJson(response, 401, {})
    else if (how && !how.taken) misbehave(response, how, {})
    else if (conversation && request.kind === 'stream') openStream(response, conversation, request.after)
    else {
      const truth = records.perform(request)
      platform.onEffect(request)
      if (how) misbehave(response, how, truth)
      else answerJson(response, 200, truth)
    }
  }

  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming).catch(() => undefined)
    if (request) answer(request, incoming.headers.authorization ?? '', response)
    else answerJson(response, 400, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  const platform: Platform = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    conversations,
    misbehaviour: () => undefined,
    onEffect: () => {},
    speak: records.speak,
    writeRaw(conversation, bytes) {
      for (const stream of conversation.streams) stream.write(bytes)
    },
    expireTokens() {
      for (const conversation of all()) conversation.tokens += 1
    },
    cutStreams() {
      for (const { streams } of all()) for (const stream of streams) stream.destroy()
    },
    openStreams: () => all().reduce((sum, { streams }) => sum + streams.size, 0),
    async close() {
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
