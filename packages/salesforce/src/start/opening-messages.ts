import type { StartCommand } from '@conversation-hub/core'
import { derivedId } from './derived-id'
import type { TranscriptSettings } from './settings'
import { salesforceTranscript } from './spoken'

interface OpeningSettings {
  readonly transcript: TranscriptSettings
  readonly kickoff?: { readonly text: string } | undefined
}

/**
 * What is said in the customer's name when the conversation starts, by the settings: usually nothing. `of`: what the ids of
 * the messages follow from.
 */
export function openingMessages(
  { transcript: said = [] }: Pick<StartCommand, 'transcript'>,
  { kickoff, transcript }: OpeningSettings,
  of: string,
): { readonly id: string; readonly text: string }[] {
  const handsOver = transcript.as === 'first-message' && said.length > 0
  return [
    ...(handsOver
      ? [
          {
            id: derivedId(of, 'transcript'),
            text: salesforceTranscript(said, transcript.maxCharacters),
          },
        ]
      : []),
    ...(kickoff ? [{ id: derivedId(of, 'kickoff'), text: kickoff.text }] : []),
  ]
}
