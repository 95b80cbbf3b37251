import type { ChannelAdapter } from '@conversation-hub/core'
import type { ResolvedSettings, Resource } from '../settings/settings'

export interface NamedCarrier {
  readonly name: string
  readonly adapter: ChannelAdapter
}

/** The carrier of a channel resource, where it has one. */
export function carrierOf(
  { resources, carriers }: Pick<ResolvedSettings, 'resources' | 'carriers'>,
  resourceId: string,
): NamedCarrier | undefined {
  const name = resources.get(resourceId)?.carrier
  const adapter = name === undefined ? undefined : carriers.get(name)
  return name === undefined || !adapter ? undefined : { name, adapter }
}

/** The resources whose customers write to an address: those of its carriers, in the order of the settings. */
export function resourcesAt(
  settings: Pick<ResolvedSettings, 'resources' | 'carriers'>,
  address: string,
): Resource[] {
  return [...settings.resources.values()].filter(
    ({ resourceId }) => carrierOf(settings, resourceId)?.adapter.address === address,
  )
}

/** The names of the carriers that have an address. */
export function carriersAt({ carriers }: Pick<ResolvedSettings, 'carriers'>, address: string): string[] {
  return [...carriers].filter(([, adapter]) => adapter.address === address).map(([name]) => name)
}

/** The name of each resource's carrier. */
export function carrierNames({
  resources,
}: Pick<ResolvedSettings, 'resources'>): ReadonlyMap<string, string> {
  return new Map(
    [...resources.values()].flatMap(({ resourceId, carrier }) =>
      carrier === undefined ? [] : [[resourceId, carrier]],
    ),
  )
}
