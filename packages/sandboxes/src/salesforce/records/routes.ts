import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpEnv } from '../../http/env'
import type { AccessTokens } from '../identity/access-token'
import type { Chats } from '../messaging/state/chats'
import { findObject } from './objects'
import type { Records } from './records'
import { refusalAnswer, refuse } from './refusal'
import { fieldValue, select } from './select'
import { MalformedQuery, parseSoql } from './soql'
import { transcript, transcriptQuerySchema } from './transcript'

const fieldsSchema = z.record(z.string(), z.unknown())
const NOT_FOUND = refuse(404, 'NOT_FOUND', 'The requested resource does not exist')

/** The org's REST API, as far as a conversation connector has business there. */
export function recordsRoutes(records: Records, chats: Chats, tokens: AccessTokens) {
  const app = new Hono<HttpEnv>()

  app.use(async (context, next) => {
    if (await tokens.isValid(context.req.header('authorization'))) return next()
    return refusalAnswer(refuse(401, 'INVALID_SESSION_ID', 'Session expired or invalid'))
  })

  app.get('/query', (context) => {
    try {
      const found = select(parseSoql(context.req.query('q') ?? ''), records)
      if (!Array.isArray(found)) return refusalAnswer(found)
      return context.json({ totalSize: found.length, done: true, records: found })
    } catch (error) {
      if (error instanceof MalformedQuery) return refusalAnswer(refuse(400, 'MALFORMED_QUERY', error.message))
      throw error
    }
  })

  app.get('/connect/conversation/:id/entries', (context) => {
    const query = transcriptQuerySchema.safeParse(context.req.query())
    if (!query.success)
      return refusalAnswer(refuse(400, 'ILLEGAL_QUERY_PARAMETER_VALUE', z.prettifyError(query.error)))
    const entries = transcript(chats, context.req.param('id'), query.data)
    if (entries === undefined) return refusalAnswer(NOT_FOUND)
    return context.json({ conversationEntries: entries })
  })

  app.post('/sobjects/:object', async (context) => {
    const object = findObject(context.req.param('object'))
    if (object === undefined) return refusalAnswer(NOT_FOUND)
    const fields = fieldsSchema.parse(await context.req.json())
    const missing = object.type.required.filter((field) => !fields[field])
    if (missing.length > 0) {
      const message = `Required fields are missing: [${missing.join(', ')}]`
      return refusalAnswer(refuse(400, 'REQUIRED_FIELD_MISSING', message, missing))
    }
    const { id } = records.create(object.name, fields)
    return context.json({ id, success: true, errors: [] }, 201)
  })

  app.get('/sobjects/:object/:id', (context) => {
    const object = findObject(context.req.param('object'))
    const record = object && records.find(object.name, 'Id', context.req.param('id'))
    if (object === undefined || record === undefined) return refusalAnswer(NOT_FOUND)
    return context.json({
      attributes: { type: object.name },
      Id: record.id,
      ...record.fields,
      Name: fieldValue(record, 'Name'),
    })
  })

  app.patch('/sobjects/:object/:id', async (context) => {
    const object = findObject(context.req.param('object'))
    const record = object && records.find(object.name, 'Id', context.req.param('id'))
    if (record === undefined) return refusalAnswer(NOT_FOUND)
    records.update(record, fieldsSchema.parse(await context.req.json()))
    return context.body(null, 204)
  })

  app.delete('/sobjects/:object/:id', (context) => {
    const object = findObject(context.req.param('object'))
    const record = object && records.find(object.name, 'Id', context.req.param('id'))
    if (record === undefined) return refusalAnswer(NOT_FOUND)
    records.delete(record)
    return context.body(null, 204)
  })

  /** Upsert by external id. */
  app.patch('/sobjects/:object/:field/:value', async (context) => {
    const { object: name, field, value } = context.req.param()
    const object = findObject(name)
    if (object === undefined) return refusalAnswer(NOT_FOUND)
    const fields = fieldsSchema.parse(await context.req.json())
    const existing = records.find(object.name, field, value)
    const { id } = existing
      ? records.update(existing, fields)
      : records.create(object.name, { ...fields, [field]: value })
    return context.json(
      { id, success: true, errors: [], created: existing === undefined },
      existing ? 200 : 201,
    )
  })

  return app
}
