import { connect } from 'node:net'

/**
 * Writes bytes to the server's socket and answers what came back until the connection ended or `isEnough`.
 * For what no HTTP client would send.
 */
export function rawRequest(
  port: number,
  chunks: Iterable<string | Uint8Array>,
  isEnough: (answer: string) => boolean = (answer) => /\r\n\r\n/.test(answer),
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    const finish = () => {
      socket.destroy()
      resolve(answer)
    }
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      answer += chunk
      if (isEnough(answer)) finish()
    })
    socket.once('close', finish)
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (answer === '') reject(error)
      else finish()
    })
    const iterator = chunks[Symbol.iterator]()
    const writeOn = () => {
      for (let next = iterator.next(); !next.done; next = iterator.next()) {
        if (!socket.write(next.value)) return void socket.once('drain', writeOn)
      }
    }
    socket.once('connect', writeOn)
  })
}
