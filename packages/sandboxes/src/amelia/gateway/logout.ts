import type { AmeliaParts } from '../parts'
import { type GatewayApp, gatewayApp } from './env'

/** `auth/logout`: the login token is dead from then on. */
export function logoutRoutes({ world }: AmeliaParts): GatewayApp {
  return gatewayApp().post('/auth/logout', (context) => {
    const token = context.req.header('x-amelia-rest-token')
    if (token !== undefined) world.tokens.delete(token)
    return context.json({ status: 201, token }, 201)
  })
}
