import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { checkPassword } from '../accounts'
import { readCommand } from '../command'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { type GatewayApp, gatewayApp } from './env'
import { createThrottle } from './throttle'

const loginCommand = z.object({ ameliaUrl: z.url().optional(), username: z.string(), password: z.string() })

/** `auth/login`: a name and a password for a token that lasts as long as the user's session. */
export function loginRoutes({ world, switches }: AmeliaParts): GatewayApp {
  const throttle = createThrottle()
  return gatewayApp().post('/auth/login', async (context) => {
    const { ameliaUrl, username, password } = await readCommand(context, loginCommand)
    const { badLogin, loginsPerMinute, throttledLogin, ameliaUrl: urlRule } = switches()
    if (urlRule === 'required' && ameliaUrl === undefined) throw new Refusal(400, 'ameliaUrl is required')
    if (!throttle.admit(username, loginsPerMinute))
      throw new Refusal(throttledLogin, 'Too many logins of this user')
    const account = checkPassword(username, password)
    if (account === undefined) throw new Refusal(badLogin, 'Login failed')

    const token = randomUUID()
    world.tokens.set(token, { token, username, issuedAt: Date.now() })
    const userModel = {
      agent: false,
      anonymous: false,
      availability: 'READY',
      email: account.username,
      name: account.name,
      userId: account.userId,
    }
    return context.json({ status: 201, token, userModel }, 201)
  })
}
