import type { HubGroup, ResolvedSettings } from './settings'

/** The conversation hub to which a channel resource belongs, and so its conversations. */
export function hubOf(
  { resources, hubs }: Pick<ResolvedSettings, 'resources' | 'hubs'>,
  { resourceId }: { readonly resourceId: string },
): HubGroup | undefined {
  const hub = resources.get(resourceId)?.hub
  return hub === undefined ? undefined : hubs.get(hub)
}
