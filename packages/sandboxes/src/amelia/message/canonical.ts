import type { AmeliaSwitches } from '../switches'

/** A JSON field as the host encodes it: as it is, as a string, or as a string in a string. */
export function encodeNested(value: unknown, nestedJson: AmeliaSwitches['nestedJson']): unknown {
  switch (nestedJson) {
    case 'object':
      return value
    case 'encoded':
      return JSON.stringify(value)
    case 'doubly-encoded':
      return JSON.stringify(JSON.stringify(value))
  }
}

/**
 * The REST gateway's second spelling of a type: TextMessageFromAmelia for OutboundTextMessage,
 * while status messages keep their prefix (OutboundBmlStatusMessageFromAmelia), as seen in traces.
 */
export function fromAmelia(type: string): string {
  const kept = type.endsWith('StatusMessage')
  return `${kept ? type : type.replace(/^Outbound/, '')}FromAmelia`
}
