import { asConversationError, ConversationError } from '@conversation-hub/core'
import { doing } from './errors'
import type { ByocSettings } from './settings'

/** The kinds of messages that the customer is shown, by Salesforce's names of message types and their formats. */
const SHOWN: Readonly<Record<string, ReadonlyArray<string>>> = {
  StaticContentMessage: ['Text', 'Attachments', 'RichLink', 'Media', 'Links', 'WebView'],
  ChoicesMessage: ['Buttons', 'QuickReplies', 'Carousel', 'ListPicker', 'TimePicker'],
  FormMessage: ['Inputs'],
}

/**
 * Salesforce, Interaction Service: a channel has to say which kinds of messages it shows; others are not sent to
 * it. It is said once for the channel, and saying it again changes nothing.
 */
export function shownKindsPayload({ channel, orgId, namespace = orgId }: ByocSettings) {
  const customIntegration = {
    customIntegrationType: 'CustomChannelIntegration',
    integrationNamespace: namespace,
    conversationChannelDefinitionDevName: channel,
  }
  const messageTypeCapabilities = Object.entries(SHOWN).map(([messageType, formats]) => ({
    messageType,
    formatTypeCapabilities: formats.map((formatType) => ({ formatType })),
  }))
  const channelCapabilities = [{ channelType: 'custom', customIntegration, messageTypeCapabilities }]
  return { capabilities: { appType: 'custom', channelCapabilities } }
}

/**
 * Says it once per process. Where that fails it is reported once, too: it must not keep the events of all conversations away.
 * After trouble that passes it is said again with the next opening.
 */
export function tellingOnce(tell: (signal: AbortSignal) => Promise<unknown>) {
  let isSettled = false
  let isReported = false
  return async (signal: AbortSignal): Promise<void> => {
    if (isSettled) return
    try {
      await tell(signal)
      isSettled = true
    } catch (thrown) {
      const error = asConversationError(thrown, doing.kinds)
      isSettled = error.remedy === 'never'
      if (isReported) return
      isReported = true
      // The stream itself is well, and is opened again.
      throw isSettled ? new ConversationError('platform-unavailable', error.message) : error
    }
  }
}
