import type { ChatStorage } from './page-storage'
import type { Fields } from './reading'

/** What `createChatClient` takes. */
export interface ChatClientSettings {
  /** Base address of the Conversation Hub server, for example `https://chat.example.com`. Default: this page's origin. */
  readonly server?: string | undefined
  /** The id of the web chat's channel resource. */
  readonly resourceId: string
  /** Your own key for the person, if they are known. A chat that was kept for another person is not continued. */
  readonly customerIdentifier?: string | undefined
  /** Sent to the platform with the start of the conversation. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
  /**
   * Where the session and unsent messages are kept, so that a reload goes on with the same conversation. Default:
   * localStorage, and the tab's sessionStorage for what is said before there is a session; if these are forbidden or
   * full, the page's memory.
   */
  readonly storage?: ChatStorage | undefined
  /**
   * Gets a session from your own server, which starts it with its API key. Default: the browser starts one, and what it
   * says about the customer is only a claim. Called when there is no session yet, and for every new chat; if it
   * rejects, it is called again after a while. It may take its time, but a chat in another tab waits 15 seconds for it at
   * most, and then asks for a session of its own, with which both go on. `customerIdentifier` still says to whom a kept chat belongs.
   */
  readonly requestSession?: (() => Promise<GivenSession>) | undefined
}

/**
 * What the page says about the customer, for the body of whichever call starts the conversation. If the page's own server
 * gave the session, it has already said who the customer is.
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
