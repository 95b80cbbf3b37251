import type { HubDescription } from '../hub'
import type { ResolvedSettings } from '../settings/settings'

/** What is configured, for people and pages. */
export function describe({ resources, hubs, platforms }: ResolvedSettings): HubDescription {
  return {
    resources: [...resources.values()].map(({ resourceId, channel, hub, startOn }) => {
      const platform = hub === undefined ? undefined : hubs.get(hub)?.platform
      return {
        resourceId,
        channel,
        startOn,
        ...(hub !== undefined && { hub }),
        ...(platform !== undefined && { platform }),
      }
    }),
    platforms: [...platforms].map(([name, { platform }]) => ({ name, platform })),
  }
}
