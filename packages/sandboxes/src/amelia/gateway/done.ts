import type { Context } from 'hono'
import type { AmeliaSwitches } from '../switches'

/** "Simply returns a 200 OK" (2019 reference); one client reads JSON there, another expects nothing. */
export function done(context: Context, { sendAnswer }: AmeliaSwitches): Response {
  return sendAnswer === 'json' ? context.json({ status: 200 }) : context.body(null, 200)
}
