import type { ConversationHandle, Failure, PlatformDouble } from '@conversation-hub/conformance'
import type { AmeliaSandbox, WrittenFault } from '@conversation-hub/sandboxes'

/** The sandbox's REST gateway as the suite of all connectors sees it. */
export function gatewayDouble(sandbox: AmeliaSandbox): PlatformDouble {
  return {
    ...doubleOf(sandbox),
    cutStreams: async () => {
      sandbox.faults.add({ kind: 'cut', path: '*poll' })
    },
    expireAccess: async () => sandbox.expireAccessTokens(),
    failures: Object.keys(faults).filter((failure): failure is Failure => failure in faults),
    failNext: async (failure, command) => {
      const path = command === 'start' ? '*/conversations/new' : '*/send'
      sandbox.faults.add({ ...faults[failure], method: 'POST', path })
    },
    // The others of these calls are not declared.
    failNextOther: async (failure) => {
      sandbox.faults.add({ ...faults[failure], method: 'POST', path: '*/close' })
    },
  }
}

/** The sandbox's web channel; messages go over STOMP there, which the sandbox's faults do not reach. */
export function webChannelDouble(sandbox: AmeliaSandbox): PlatformDouble {
  return {
    ...doubleOf(sandbox),
    customerTypes: async ({ session }) =>
      sandbox.conversation(String(session.conversationId))?.customerTyping === true,
    cutStreams: async () => sandbox.cutSockets(),
    openStreams: async () => sandbox.openSockets,
    expireAccess: async () => sandbox.forgetVisitors(),
    failures: ['html'],
    failNext: async (failure) => {
      sandbox.faults.add({ ...faults[failure], method: 'POST', path: '*/conversations/new' })
    },
  }
}

function doubleOf(sandbox: AmeliaSandbox): Omit<PlatformDouble, 'failures' | 'failNext'> {
  const idOf = ({ session }: ConversationHandle) => String(session.conversationId)
  const transcript = (handle: ConversationHandle) => sandbox.conversation(idOf(handle))
  return {
    greeting: 'Hello! I am Amelia, your virtual agent.',
    echoes: true,
    received: async (handle) =>
      (transcript(handle)?.transcript ?? [])
        .filter(({ kind, author }) => kind === 'message' && author.role === 'customer')
        .map(({ text }) => ({ text })),
    isEnded: async (handle) => transcript(handle)?.state === 'ended',
    async offersChoices(handle, text, titles) {
      sandbox.agent(idOf(handle), { action: 'join', name: 'Ada' })
      sandbox.agent(idOf(handle), { action: 'offer', text, titles: [...titles] })
    },
    async showsFile(handle) {
      sandbox.agent(idOf(handle), { action: 'join', name: 'Ada' })
      sandbox.agent(idOf(handle), { action: 'attach' })
      return 'receipt.txt'
    },
    sendsUnknown: async (handle) => sandbox.agent(idOf(handle), { action: 'send-unknown' }),
    agent: {
      joins: async (handle, name) => sandbox.agent(idOf(handle), { action: 'join', name }),
      async says(handle, text) {
        // A long poll that was given up takes the next message with it until the gateway notices that nobody
        // listens. That takes two turns of the event loop; one exchange may take no more.
        for (let exchange = 0; exchange < 3; exchange += 1) await (await fetch(sandbox.deskUrl)).text()
        sandbox.agent(idOf(handle), { action: 'say', text })
      },
      ends: async (handle) => sandbox.agent(idOf(handle), { action: 'end' }),
      leaves: async (handle) => sandbox.agent(idOf(handle), { action: 'leave' }),
      types: async (handle, typing) => sandbox.agent(idOf(handle), { action: 'typing', typing }),
    },
  }
}

const repeating = { kind: 'answer', repeatsRequest: true } as const

const faults: Readonly<Record<Failure, WrittenFault>> = {
  refuse: { ...repeating, status: 400, body: { message: 'The request is bad.' } },
  unavailable: { ...repeating, status: 503 },
  'rate-limited': { ...repeating, status: 429, headers: { 'retry-after': '2' } },
  html: { kind: 'html', status: 200, repeatsRequest: true },
  'timeout-before': { kind: 'hang', when: 'before' },
  'timeout-after': { kind: 'hang', when: 'after' },
  'cut-after': { kind: 'cut', when: 'after' },
}

/** Passwords and tokens that the sandbox has seen. */
export function secretsOf(sandbox: AmeliaSandbox): string[] {
  const { password, clientSecret } = sandbox.credentials
  const carried = ['authorization', 'x-amelia-rest-token', 'cookie', 'x-csrf-token'] as const
  const sent = sandbox.requests().flatMap(({ headers }) => carried.flatMap((name) => headers[name] ?? []))
  // The token alone: an error may show it without the scheme before it.
  const tokens = sent.map((value) => value.replace(/^(?:Bearer|Basic) /, ''))
  return [password, clientSecret, ...new Set(tokens)]
}
