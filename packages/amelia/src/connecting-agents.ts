import http from 'node:http'
import https from 'node:https'

/** A host that does not even take a connection is given up after this time, in milliseconds. */
const CONNECT_MS = 4_500

/** Idle connections are closed before the usual five seconds after which servers close theirs. */
const options: http.AgentOptions = { keepAlive: true, timeout: 4_000 }

/** Keep-alive agents whose connections are made within a bounded time. */
export function connectingAgents(): { httpAgent: http.Agent; httpsAgent: https.Agent } {
  const httpAgent = new http.Agent(options)
  const httpsAgent = new https.Agent(options)
  boundConnecting(httpAgent, 'connect')
  boundConnecting(httpsAgent, 'secureConnect')
  return { httpAgent, httpsAgent }
}

function boundConnecting(agent: http.Agent, connected: 'connect' | 'secureConnect'): void {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (...args) => {
    const socket = connect(...args)
    if (!socket) return socket
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT', syscall: 'connect' }))
    }, CONNECT_MS)
    const done = () => clearTimeout(timer)
    socket.once(connected, done)
    socket.once('close', done)
    return socket
  }
}
