/** The platforms and carriers that the sandboxes play, by the names that a configuration can use. */
export const sandboxNames = {
  platforms: ['salesforce', 'salesforce-agentforce', 'salesforce-byoc', 'amelia'],
  carriers: ['twilio', 'twilio-amelia'],
} as const

export type SandboxPlatform = (typeof sandboxNames.platforms)[number]
