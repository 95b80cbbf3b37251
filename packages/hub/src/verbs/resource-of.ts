import { ConversationError } from '@conversation-hub/core'
import type { HubGroup, ResolvedSettings, Resource } from '../settings/settings'

/** The id of a resource, given either a name that is bound to it or the id itself. */
export function resourceIdOf({ bindings }: Pick<ResolvedSettings, 'bindings'>, named: string): string {
  return bindings.get(named) ?? named
}

/** A channel resource that belongs to a hub. Throws `resource-unknown` or `resource-without-hub`. */
export function resourceWithHub(
  settings: ResolvedSettings,
  named: string,
): { resource: Resource; hub: HubGroup } {
  const { resources, hubs, bindings } = settings
  const resourceId = resourceIdOf(settings, named)
  const resource = resources.get(resourceId)
  if (!resource) {
    const known = [...resources.keys(), ...bindings.keys()].join(', ') || 'none'
    throw new ConversationError(
      'resource-unknown',
      `There is no channel resource "${resourceId}". The configured resources are: ${known}.`,
    )
  }
  const hub = resource.hub === undefined ? undefined : hubs.get(resource.hub)
  if (!hub) {
    const known = [...hubs.keys()].join(', ') || 'none'
    throw new ConversationError(
      'resource-without-hub',
      `The channel resource "${resourceId}" does not belong to a conversation hub, so nothing can be started on it. ` +
        `Set its "hub" to one of: ${known}.`,
    )
  }
  return { resource, hub }
}
