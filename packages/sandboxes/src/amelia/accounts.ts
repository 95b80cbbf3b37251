/** Who may use the sandbox. Fixed, so that a configuration can be written down. */
export const ameliaSandboxCredentials = {
  username: 'hub@example.com',
  password: 'amelia-sandbox',
  clientId: 'conversation-hub',
  clientSecret: 'amelia-sandbox-secret',
  domain: 'support',
  adminUsername: 'admin@example.com',
  adminPassword: 'amelia-sandbox-admin',
} as const

export interface Account {
  readonly username: string
  readonly name: string
  readonly userId: string
  /** May use the admin calls and push notifications. */
  readonly admin: boolean
}

const { username, password, adminUsername, adminPassword } = ameliaSandboxCredentials

const people: ReadonlyArray<Account & { password: string }> = [
  { username, password, name: 'Hub', userId: '5d0f8c1e-90a4-4d0a-9d5e-6f2b6b7f1a01', admin: false },
  {
    username: adminUsername,
    password: adminPassword,
    name: 'Admin',
    userId: '5d0f8c1e-90a4-4d0a-9d5e-6f2b6b7f1a02',
    admin: true,
  },
]

/** The user that every OAuth client's conversations run as. */
export const mappedUser: Account = {
  username: 'rest-gateway@example.com',
  name: 'REST gateway',
  userId: '5d0f8c1e-90a4-4d0a-9d5e-6f2b6b7f1a03',
  admin: false,
}

export function findAccount(name: string): Account | undefined {
  return [...people, mappedUser].find((account) => account.username === name)
}

export function checkPassword(name: string, given: string): Account | undefined {
  return people.find((account) => account.username === name && account.password === given)
}
