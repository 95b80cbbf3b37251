import type { Hub } from '@conversation-hub/hub'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Outcome } from './log'
import type { RequestRecord } from './request-record'

export interface Metrics {
  /** Counts a request that has been answered. */
  count(record: RequestRecord, outcome: Outcome): void
  readonly contentType: string
  /** In Prometheus' text format. */
  render(): Promise<string>
}

/** Metrics of this process, of its HTTP requests and of the hub (`conversation_hub_<name>`). */
export function createMetrics(hub: Pick<Hub, 'measure'>, openStreams: () => number): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer; event streams are left out.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const registers = [registry]
  new Gauge({
    name: 'conversation_hub_event_streams_open',
    help: 'Event streams to browsers and app servers that are open.',
    registers,
    collect() {
      this.set(openStreams())
    },
  })
  const hubFigures = new Map<string, Gauge>()

  function measureHub(): void {
    for (const [figure, value] of Object.entries(hub.measure())) {
      const name = `conversation_hub_${figure.replace(/[^a-zA-Z0-9_]/g, '_')}`
      const gauge = hubFigures.get(name) ?? new Gauge({ name, help: `The hub’s ${figure}.`, registers })
      hubFigures.set(name, gauge)
      gauge.set(value)
    }
  }

  return {
    contentType: registry.contentType,
    count({ method, route = 'none' }, { status, durationMs }) {
      if (!route.endsWith('/events')) requests.observe({ method, route, status }, durationMs / 1_000)
    },
    async render() {
      measureHub()
      return registry.metrics()
    },
  }
}
