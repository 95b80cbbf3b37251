import type { Draft } from './draft'

const plain: Omit<Draft, 'type' | 'text'> = {
  source: 'Amelia',
  displayName: 'Amelia',
  inputEnabled: false,
  debug: false,
  secure: false,
  offTheRecord: false,
  answers: null,
  saidIn: null,
  fields: {},
  json: {},
}

/** How words have to be treated: asked for by Amelia, and marked so by whoever answers. */
export type Discretion = Pick<Draft, 'secure' | 'offTheRecord'>

/** A message of Amelia's of any type. */
export function ameliaMessage(type: string, text: string | null, more: Partial<Draft> = {}): Draft {
  return { ...plain, type, text, ...more }
}

export function ameliaText(text: string, more: Partial<Draft> = {}): Draft {
  return ameliaMessage('OutboundTextMessage', text, more)
}

/** Ends Amelia's turn: the customer may write. */
export function ready(): Draft {
  return ameliaMessage('OutboundAmeliaReadyMessage', null, { inputEnabled: true })
}

/** Moves the avatar's face; `bml` is a JSON string. Nothing for a customer to read. */
export function avatarStatus(expression: string): Draft {
  const bml = JSON.stringify({ bml: { face: { lexeme: expression, amount: 0.6 } } })
  return ameliaMessage('OutboundBmlStatusMessage', null, { fields: { bml } })
}

/** Bears text, as seen in traces, and must never be shown. */
export function analysisStatus(utterance: string): Draft {
  return ameliaMessage(
    'OutboundDeepDmStatusMessage',
    `[NOT FOR THE CUSTOMER] intent of ${utterance.length} characters`,
  )
}

/** Takes sequence numbers without being delivered, which is why a session's sequence has gaps. */
export function internalStatus(): Draft {
  return ameliaMessage('OutboundParseStatusMessage', null, { debug: true })
}

/** The customer's own words, sent back to every session of the conversation. */
export function customerEcho(text: string, sessionId: string, discretion: Discretion): Draft {
  return ameliaMessage('OutboundEchoMessage', text, {
    source: 'User',
    displayName: 'Customer',
    saidIn: sessionId,
    ...discretion,
  })
}

/** A human agent's words reach the customer as an echo that is not the customer's own. */
export function agentEcho(name: string, text: string): Draft {
  return ameliaMessage('OutboundEchoMessage', text, {
    source: 'Agent',
    displayName: name,
    inputEnabled: true,
  })
}

/** Another party took over: an agent, or Amelia again. */
export function partyChanged(name: string, source: 'Amelia' | 'Agent', text: string): Draft {
  return ameliaMessage('OutboundAgentSessionChangedMessage', text, {
    source,
    displayName: name,
    inputEnabled: source === 'Agent',
  })
}

export function closed(text: string, closedBy: 'user' | 'agent' | 'timeout' | 'amelia'): Draft {
  return ameliaMessage('OutboundConversationClosedMessage', text, { fields: { closedBy } })
}
