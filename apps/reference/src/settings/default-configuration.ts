import type { HubConfiguration } from '@conversation-hub/hub'

/** Without a file: one hub and two resources per platform; those of a platform that is not there have no hub. */
export function defaultConfiguration(
  platforms: ReadonlyArray<string>,
  carriers: Readonly<Record<string, string>>,
): HubConfiguration {
  const names = ['salesforce', 'amelia']
  const hubs = names
    .filter((name) => platforms.includes(name))
    .map((name) => [name, { platform: name }] as const)
  const resources = names.flatMap((name) => {
    const hub = platforms.includes(name) ? { hub: name } : {}
    const carrier = carriers[name] === undefined ? {} : { carrier: carriers[name] }
    return [
      [`${name}-web`, { channel: 'web-chat' as const, startOn: 'session' as const, ...hub }] as const,
      [`${name}-sms`, { channel: 'sms' as const, startOn: 'inbound' as const, ...hub, ...carrier }] as const,
    ]
  })
  return { hubs: Object.fromEntries(hubs), resources: Object.fromEntries(resources) }
}
