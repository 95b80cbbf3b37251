import { METHODS } from 'hono/router'
import type { HubApp } from './env'

/** The methods of the calls at a path, leaving out handlers for all methods (access, origins), which are not calls. */
export function methodsAt({ router }: HubApp, path: string): string[] {
  return METHODS.map((method) => method.toUpperCase()).filter((method) =>
    router.match(method, path)[0].some(([[, route]]) => route.method === method),
  )
}
