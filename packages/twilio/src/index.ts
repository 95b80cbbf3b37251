export type { Secret } from '@conversation-hub/core'
export { twilio } from './adapter'
export type { TwilioSettings } from './settings'
export { countSegments, type Segments } from './text/segments'
