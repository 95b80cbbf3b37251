import { Hono } from 'hono'
import type { HttpEnv } from '../../http/env'
import type { Account } from '../accounts'

export interface GatewayEnv extends HttpEnv {
  Variables: { caller: Account }
}

export type GatewayApp = Hono<GatewayEnv>

export function gatewayApp(): GatewayApp {
  return new Hono<GatewayEnv>()
}
