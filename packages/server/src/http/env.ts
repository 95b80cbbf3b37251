import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Caller } from '../access/caller'
import type { RequestRecord } from '../operations/request-record'

/** What belongs to one request: Node's own request and response, the caller, and what will be logged. */
export interface HubEnv {
  Bindings: HttpBindings
  Variables: { caller: Caller; record: RequestRecord }
}

export type HubApp = OpenAPIHono<HubEnv>
export type HubContext = Context<HubEnv>
