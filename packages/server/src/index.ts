export { createServer, type HubServer } from './create-server'
export type { Listening, ListenOptions } from './listen/listen'
export type { ServerLog, ServerLogEntry } from './operations/log'
export type { ServerSettings } from './settings/settings'
