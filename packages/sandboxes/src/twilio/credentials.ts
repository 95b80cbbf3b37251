/** Whose account the sandbox holds. Fixed, so that a configuration can be written down. */
export const twilioSandboxCredentials = {
  accountSid: 'AC0c0ffee0c0ffee0c0ffee0c0ffee0c0f',
  authToken: 'f00dfacef00dfacef00dfacef00dface',
} as const

/** The account's numbers; the first is what examples use. */
export const twilioSandboxNumbers = ['+12025550100', '+12025550101'] as const
