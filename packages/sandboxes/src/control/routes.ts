import { Hono } from 'hono'
import { ZodError, z } from 'zod'
import { faultSchema } from '../faults/fault'
import type { Faults } from '../faults/faults'
import { injectFaults } from '../faults/inject-faults'
import type { HttpApp, HttpEnv } from '../http/env'
import { recordRequests } from '../recorder/record-requests'
import { type Recorder, withoutCredentials } from '../recorder/recorder'
import type { SwitchPanel } from '../switches/switches'

export interface SandboxParts {
  readonly switches: SwitchPanel
  readonly faults: Faults
  readonly recorder: Recorder
  /** The page for a person, and what it asks for: an agent desk, a phone. */
  readonly page: HttpApp
}

/** An app that records, spoils on request and has the control routes; a sandbox adds its platform's routes. */
export function createSandboxApp({ switches, faults, recorder, page }: SandboxParts): HttpApp {
  const app = new Hono<HttpEnv>()
  app.use(recordRequests(recorder))
  app.use(injectFaults(faults))
  app.onError((error, context) => {
    if (!context.req.path.startsWith('/sandbox')) throw error
    if (error instanceof ZodError) return context.json({ error: z.prettifyError(error) }, 400)
    if (error instanceof SyntaxError) return context.json({ error: 'The body is not JSON.' }, 400)
    throw error
  })

  app.get('/sandbox', (context) => context.redirect('/sandbox/'))
  app.route('/sandbox/', page)

  app.get('/sandbox/switches', (context) => context.json(switches.describe()))
  app.patch('/sandbox/switches', async (context) => {
    switches.set(z.record(z.string(), z.unknown()).parse(await context.req.json()))
    return context.json(switches.describe())
  })

  app.get('/sandbox/faults', (context) => context.json(faults.list()))
  app.post('/sandbox/faults', async (context) => {
    const faultId = faults.add(faultSchema.parse(await context.req.json()))
    return context.json({ faultId }, 201)
  })
  app.delete('/sandbox/faults', (context) => {
    faults.clear()
    return context.body(null, 204)
  })

  app.get('/sandbox/requests', (context) => context.json(recorder.requests().map(withoutCredentials)))
  return app
}
