import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { type GatewayApp, type GatewayEnv, gatewayApp } from './env'

const root = '/admin/metrics/domains/conversations'

/** The 7.x export of conversations: check, generate, status, download. Jobs are done at once and kept in memory. */
export function exportRoutes({ world, switches }: AmeliaParts): GatewayApp {
  const jobs = new Map<string, 'csv' | 'json'>()

  const admit = (context: Context<GatewayEnv>) => {
    if (!context.get('caller').admin) throw new Refusal(switches().adminDenied, 'Not allowed for this user')
  }
  const format = (context: Context<GatewayEnv>): 'csv' | 'json' => {
    admit(context)
    const jobFormat = jobs.get(context.req.param('jobId') ?? '')
    if (jobFormat === undefined) throw new Refusal(404, 'No such export')
    return jobFormat
  }
  const lines = () =>
    [...world.conversations.values()]
      .flatMap(({ conversationId }) => world.transcripts.of(conversationId))
      .map(({ conversationId, at, draft }) => {
        return { conversationId, at: new Date(at).toISOString(), author: draft.displayName, text: draft.text }
      })

  return gatewayApp()
    .get(`${root}/exportCheck`, (context) => {
      admit(context)
      checkDates(context)
      return context.json({ count: lines().length })
    })
    .get(`${root}/export/async/generate`, (context) => {
      admit(context)
      checkDates(context)
      const id = randomUUID()
      jobs.set(id, context.req.query('format') === 'csv' ? 'csv' : 'json')
      return context.json({ id, status: 'PENDING' })
    })
    .get(`${root}/export/async/:jobId/status`, (context) => {
      format(context)
      return context.json({ id: context.req.param('jobId'), status: 'COMPLETED' })
    })
    .get(`${root}/export/async/:jobId/download`, (context) => {
      if (format(context) === 'json') return context.json(lines())
      const rows = lines().map(({ conversationId, at, author, text }) => [conversationId, at, author, text])
      return context.text(rows.map((row) => row.map((cell) => JSON.stringify(cell)).join(',')).join('\n'))
    })
}

/** Dates are written M/d/yyyy H:m; a live host refuses ISO 8601. */
function checkDates(context: Context): void {
  const { format: _format, ...dates } = context.req.query()
  const readable = Object.values(dates).every((date) =>
    /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{1,2}$/.test(date),
  )
  if (!readable) throw new Refusal(400, 'Unable to parse time values')
}
