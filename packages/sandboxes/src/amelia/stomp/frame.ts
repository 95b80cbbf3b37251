/** A STOMP frame (STOMP 1.2). */
export interface Frame {
  readonly command: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const escapes: ReadonlyArray<readonly [plain: string, escaped: string]> = [
  ['\\', '\\\\'],
  ['\r', '\\r'],
  ['\n', '\\n'],
  [':', '\\c'],
]

export function formatFrame({ command, headers, body }: Frame): string {
  // STOMP 1.2: CONNECTED does not escape.
  const write = command === 'CONNECTED' ? (text: string) => text : escapeHeader
  const lines = Object.entries(headers).map(([name, value]) => `${write(name)}:${write(value)}\n`)
  return `${command}\n${lines.join('')}\n${body}\0`
}

/** The frames in what has arrived so far, and what is left for later. Heart-beats are passed over. */
export function parseFrames(arrived: string): { frames: Frame[]; rest: string } {
  const frames: Frame[] = []
  let rest = arrived.replace(/^[\r\n]+/, '')
  for (let end = rest.indexOf('\0'); end >= 0; end = rest.indexOf('\0')) {
    frames.push(parseFrame(rest.slice(0, end)))
    rest = rest.slice(end + 1).replace(/^[\r\n]+/, '')
  }
  return { frames, rest }
}

function parseFrame(text: string): Frame {
  const [, head = '', body = ''] = text.match(/^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/) ?? [undefined, text]
  const [command = '', ...lines] = head.split(/\r?\n/)
  const read = command === 'CONNECT' || command === 'STOMP' ? (written: string) => written : readHeader
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = read(line.slice(0, colon))
    // STOMP 1.2: of a repeated header the first counts.
    if (colon > 0 && !(name in headers)) headers[name] = read(line.slice(colon + 1))
  }
  return { command, headers, body }
}

function escapeHeader(text: string): string {
  return escapes.reduce((written, [plain, escaped]) => written.replaceAll(plain, escaped), text)
}

function readHeader(written: string): string {
  const plainOf = (found: string) => escapes.find(([, escaped]) => escaped === found)?.[0] ?? found
  return written.replace(/\\[\\rnc]/g, plainOf)
}
