/** Twilio's default handling of opt-out keywords for long codes: exact words, alone in a message. */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])
const START = new Set(['START', 'YES', 'UNSTOP'])

export type Keyword = 'STOP' | 'START' | 'HELP'

export function keywordOf(body: string): Keyword | undefined {
  const word = body.trim().toUpperCase()
  if (STOP.has(word)) return 'STOP'
  if (START.has(word)) return 'START'
  return word === 'HELP' ? 'HELP' : undefined
}

/** What Twilio answers by itself. */
export const KEYWORD_REPLIES: Readonly<Record<Keyword, string>> = {
  STOP: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  START:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  HELP: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
}
