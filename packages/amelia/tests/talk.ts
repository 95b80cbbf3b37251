import {
  type AuthorRole,
  type BareConversation,
  type BareStartRequest,
  type Connector,
  type ConversationEvent,
  startConversation,
} from '@conversation-hub/core'
import type { AmeliaSandbox } from '@conversation-hub/sandboxes'
import { onTestFinished, vi } from 'vitest'
import { type AmeliaGatewaySettings, amelia } from '../src/index'

/** Closes what was opened when the test is over. */
export function afterTest<Opened extends { close(): unknown }>(opened: Opened): Opened {
  onTestFinished(async () => {
    await opened.close()
  })
  return opened
}

export const eventually = <Result>(check: () => Result | Promise<Result>) =>
  vi.waitFor(check, { timeout: 30_000, interval: 10 })

/** Settings for a sandbox. */
export function settingsFor(
  sandbox: AmeliaSandbox,
  more: Partial<AmeliaGatewaySettings> = {},
): AmeliaGatewaySettings {
  const { username, password, domain } = sandbox.credentials
  return { url: sandbox.url, domain, credentials: { username, password }, ...more }
}

/** A conversation and what was heard of it. */
export interface Talk {
  readonly conversation: BareConversation
  readonly heard: ReadonlyArray<ConversationEvent>
  readonly notices: ReadonlyArray<string>
  states(): string[]
  participants(): string[]
  /** The titles of the choices that were offered last. */
  choices(): string[]
}

/** Starts a conversation over the gateway, with the bare driver, and listens to it. */
export function begin(
  sandbox: AmeliaSandbox,
  request: Partial<BareStartRequest> = {},
  settings: Partial<AmeliaGatewaySettings> = {},
): Promise<Talk> {
  return beginWith(amelia(settingsFor(sandbox, settings)), request)
}

export async function beginWith(
  connector: Connector,
  request: Partial<BareStartRequest> = {},
): Promise<Talk> {
  const notices: string[] = []
  const conversation = await startConversation(
    connector,
    { customerDestination: 'web-1', ...request },
    { onNotice: (text) => notices.push(text) },
  )
  return listenTo(conversation, notices)
}

export function listenTo(conversation: BareConversation, notices: string[] = []): Talk {
  afterTest(conversation)
  const heard: ConversationEvent[] = []
  void (async () => {
    for await (const event of conversation.events()) heard.push(event)
  })()
  return {
    conversation,
    heard,
    notices,
    states: () => heard.flatMap((event) => (event.type === 'state' ? [event.state] : [])),
    participants: () =>
      heard.flatMap((event) =>
        event.type === 'participant' ? [[event.change, event.author.name].filter(Boolean).join(' ')] : [],
      ),
    choices: () =>
      heard
        .flatMap((event) => (event.type === 'message' ? event.parts : []))
        .flatMap((part) => (part.type === 'choices' ? [part.choices.map(({ title }) => title)] : []))
        .at(-1) ?? [],
  }
}

/** Waits for a file that was shown. */
export const fileShown = ({ heard }: Talk) =>
  eventually(() => {
    const parts = heard.flatMap((event) => (event.type === 'message' ? event.parts : []))
    const file = parts.find((part) => part.type === 'attachment')
    if (!file) throw new Error('no file yet')
    return file
  })

/** The texts that a role said, in order. */
export function said({ heard }: Talk, role: AuthorRole): string[] {
  return heard.flatMap((event) =>
    event.type === 'message' && event.author.role === role
      ? event.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      : [],
  )
}
