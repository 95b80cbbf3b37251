import type { AmeliaParts } from '../parts'
import { answerRefusal, Refusal } from '../refusal'
import { adminRoutes } from './admin'
import { knowCaller } from './caller'
import { customerSaysRoutes } from './customer-says'
import { endingRoutes } from './ending'
import { type GatewayApp, gatewayApp } from './env'
import { exportRoutes } from './export'
import { fetchingRoutes } from './fetching'
import { loginRoutes } from './login'
import { logoutRoutes } from './logout'
import { newConversationRoutes } from './new-conversation'
import { oauthRoutes } from './oauth'

/** The REST gateway, below `/AmeliaRest/api/v1`. */
export function gatewayRoutes(parts: AmeliaParts): GatewayApp {
  const app = gatewayApp()
  app.onError((error, context) => {
    if (error instanceof Refusal) return answerRefusal(context, error, parts.switches())
    throw error
  })
  app.route('/', loginRoutes(parts)).route('/', oauthRoutes(parts))
  app.use(knowCaller(parts))
  app
    .route('/', logoutRoutes(parts))
    .route('/', newConversationRoutes(parts))
    .route('/', customerSaysRoutes(parts))
    .route('/', fetchingRoutes(parts))
    .route('/', endingRoutes(parts))
    .route('/', adminRoutes(parts))
    .route('/', exportRoutes(parts))
  const known = app.routes.filter(({ method }) => method !== 'ALL').map(({ path }) => path)
  for (const path of new Set(known)) {
    app.all(path, () => {
      throw new Refusal(405, 'Method not allowed')
    })
  }
  app.all('*', () => {
    throw new Refusal(404, 'Not found')
  })
  return app
}
