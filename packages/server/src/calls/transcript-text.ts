import { type MessageEvent, partsAsText, type Transcript } from '@conversation-hub/core'

/** A transcript for people: one paragraph a message, with its time and author. */
export function transcriptText({ messages }: Transcript): string {
  return messages.map(lineOf).join('\n')
}

function lineOf({ at, author: { role, name }, parts }: MessageEvent): string {
  const who = name ? `${name} (${role})` : role
  return `[${at}] ${who}: ${partsAsText(parts)}\n`
}
