/** What the agent makes of the customer's words. */
export interface AgentAnswer {
  readonly text: string
  /** What follows the words: the session ends, or a person is wanted, which the API only tells. */
  readonly closing?: 'SessionEnded' | 'Escalate'
  /** A first attempt that is streamed, then withdrawn by a ValidationFailureChunk. */
  readonly withdrawn?: string
}

export function greeting(variables: ReadonlyArray<Record<string, unknown>>): string {
  const name = variables.find((variable) => variable.name === '_firstName')?.value
  return `${typeof name === 'string' ? `Hi ${name}` : 'Hi'}, I am an AI assistant. How can I help you?`
}

export function answer(words: string): AgentAnswer {
  const asked = words.trim().toLowerCase()
  if (/\b(person|human|representative)\b/.test(asked))
    return { text: 'Let me find a person.', closing: 'Escalate' }
  if (/\b(track|order)\b/.test(asked))
    return { text: 'Order 1042 left our warehouse this morning. It arrives tomorrow.' }
  if (/^(bye|goodbye)\b/.test(asked)) return { text: 'Goodbye!', closing: 'SessionEnded' }
  if (asked === 'wrong') return { text: 'Our shop opens at nine.', withdrawn: 'Our shop never opens.' }
  return { text: `You said: ${words}` }
}
