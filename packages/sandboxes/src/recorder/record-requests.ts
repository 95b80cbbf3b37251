import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../http/env'
import type { RecordedRequest, Recorder } from './recorder'

/** Records every request of the platform's own paths; the sandbox's control routes are left out. */
export function recordRequests(recorder: Recorder) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const { req } = context
    if (req.path.startsWith('/sandbox')) return next()

    const contentType = req.header('content-type') ?? ''
    // Bytes, not text: a file part has to reach its route unharmed.
    const bytes = await req.arrayBuffer()
    const request: RecordedRequest = {
      at: new Date().toISOString(),
      method: req.method,
      path: req.path,
      query: req.query(),
      headers: req.header(),
      ...(bytes.byteLength > 0 ? { body: readBody(bytes, contentType) } : {}),
    }
    recorder.record(request)
    const { outgoing } = context.env
    outgoing.on('finish', () => {
      request.status = outgoing.statusCode
    })
    await next()
  })
}

function readBody(bytes: ArrayBuffer, contentType: string): unknown {
  const text = new TextDecoder().decode(bytes)
  if (!contentType.includes('json')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
