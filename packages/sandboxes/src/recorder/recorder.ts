/** A request as it came, and how it was answered. */
export interface RecordedRequest {
  /** ISO 8601. */
  readonly at: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed value of a JSON body, the text of any other; absent when there was none. */
  readonly body?: unknown
  /** Absent while unanswered, and for good when the connection was cut or left hanging. */
  status?: number
}

export interface Recorder {
  record(request: RecordedRequest): void
  /** Oldest first, with credentials. */
  requests(): readonly RecordedRequest[]
  clear(): void
}

/** Keeps the newest 10,000 requests in memory, and only there: they carry credentials. */
export function createRecorder(capacity = 10_000): Recorder {
  const requests: RecordedRequest[] = []
  return {
    record(request) {
      requests.push(request)
      if (requests.length > capacity) requests.splice(0, requests.length - capacity)
    },
    requests: () => [...requests],
    clear: () => void requests.splice(0),
  }
}

const SECRET_HEADERS = new Set([
  'authorization',
  'cookie',
  'x-amelia-rest-token',
  'x-amelia-session-auth',
  'x-csrf-token',
])
const SECRET_FIELDS = new Set([
  'assertion',
  'captchaToken',
  'client_secret',
  'customerIdentityToken',
  'password',
  'secret',
])
const HIDDEN = '(hidden)'

/** What may leave the process: the same request, credentials replaced. */
export function withoutCredentials(request: RecordedRequest): RecordedRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, SECRET_HEADERS.has(name) ? HIDDEN : value]),
  )
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const body = isForm ? withoutSecretFields(request.body) : withoutSecrets(request.body)
  return { ...request, headers, ...(body === undefined ? {} : { body }) }
}

function withoutSecrets(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, SECRET_FIELDS.has(name) ? HIDDEN : value]),
  )
}

function withoutSecretFields(form: unknown): string {
  const fields = new URLSearchParams(String(form ?? ''))
  for (const name of [...fields.keys()]) if (SECRET_FIELDS.has(name)) fields.set(name, HIDDEN)
  return fields.toString()
}
