import { carrierOf } from '../channels/carrier-of'
import type { HubDescription } from '../requests-and-answers'
import type { ResolvedSettings } from '../settings/settings'

/** What is configured, for people and pages. */
export function describe(settings: ResolvedSettings): HubDescription {
  const { resources, hubs, platforms, carriers, bindings } = settings
  return {
    resources: [...resources.values()].map(({ resourceId, channel, hub, startOn }) => {
      const platform = hub === undefined ? undefined : hubs.get(hub)?.platform
      const address = carrierOf(settings, resourceId)?.adapter.address
      return {
        resourceId,
        channel,
        startOn,
        ...(hub !== undefined && { hub }),
        ...(platform !== undefined && { platform }),
        ...(address !== undefined && { address }),
      }
    }),
    platforms: [...platforms].map(([name, { platform }]) => ({ name, platform })),
    bindings: Object.fromEntries(bindings),
    webhooks: [
      ...carriers.keys(),
      ...[...platforms].filter(([, { arrival }]) => arrival.kind === 'webhook').map(([name]) => name),
    ],
  }
}
