import type { ChatStorage } from './page-storage'
import type { Fields } from './reading'

/** What `createChatClient` takes. */
export interface ChatClientSettings {
  /** Base address of the Conversation Hub server, for example `https://chat.example.com`. Default: this page's origin. */
  readonly server?: string | undefined
  /** The web chat's channel resource. */
  readonly resourceId: string
  /** Your own key for the person, if they are known. A kept chat of another person is not gone on with. */
  readonly customerIdentifier?: string | undefined
  /** Sent to the platform with the start of the conversation. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
  /**
   * Where session and unsent messages are kept, so that a reload goes on with the same conversation.
   * Default: localStorage; for what is said before there is a session, the tab's sessionStorage. Where they are
   * forbidden or full, the page's memory.
   */
  readonly storage?: ChatStorage | undefined
  /**
   * Gets a session from your own server, which starts it with its API key, instead of letting the browser start
   * one: what the browser says of the customer is only a claim. Called when there is no session yet and for every
   * new chat; when it rejects, it is called again after a while. `customerIdentifier` still tells whose a kept chat is.
   */
  readonly requestSession?: (() => Promise<GivenSession>) | undefined
}

/**
 * What the page says about the customer, in the body of whichever call starts the conversation. Who it is has been said
 * already where the page's own server gave the session.
 */
export function claimsOf({ customerIdentifier, attributes, requestSession }: ChatClientSettings): Fields {
  return {
    ...(customerIdentifier === undefined || requestSession ? {} : { customerIdentifier }),
    ...(attributes === undefined ? {} : { attributes }),
  }
}

/** The hub's answer to `POST /v1/sessions`, as far as the chat needs it. */
export interface GivenSession {
  readonly sessionId: string
  readonly token: string
  readonly conversationId?: string | undefined
}
