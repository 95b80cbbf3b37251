import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Caller } from '../access/caller'
import type { RequestRecord } from '../operations/request-record'

/** What travels with one request: node's own request and response, who calls, and what will be logged. */
export interface HubEnv {
  Bindings: HttpBindings
  Variables: { caller: Caller; record: RequestRecord }
}

export type HubApp = OpenAPIHono<HubEnv>
export type HubContext = Context<HubEnv>
