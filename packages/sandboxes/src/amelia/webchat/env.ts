import { Hono } from 'hono'
import type { HttpEnv } from '../../http/env'
import type { Visitor } from '../world/session'

export interface WebchatEnv extends HttpEnv {
  Variables: { visitor: Visitor }
}

export type WebchatApp = Hono<WebchatEnv>

export function webchatApp(): WebchatApp {
  return new Hono<WebchatEnv>()
}

export const cookieName = 'JSESSIONID'
