export { twilio } from './adapter'
export type { Secret, TwilioSettings } from './settings'
export { countSegments, type Segments } from './text/segments'
