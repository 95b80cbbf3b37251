import type { ChatStorage } from './kept-chat'

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
   * Default: localStorage; where the browser forbids that, the page's memory.
   */
  readonly storage?: ChatStorage | undefined
}
