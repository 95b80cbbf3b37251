import { resolve } from 'node:path'
import { type Connector, ConversationError, type Problem } from '@conversation-hub/core'
import { createHub, type HubConfiguration } from '@conversation-hub/hub'
import { createServer, outsideFileLinks } from '@conversation-hub/server'
import { createLog } from './log'
import { pages } from './page/pages'
import { carriersFrom, connectNumbers, sandboxCarriers } from './platforms/carriers'
import { connectorsFrom } from './platforms/connectors'
import { knownNames } from './platforms/known-names'
import { offersOf } from './platforms/offers'
import { type RunningSandboxes, startSandboxes } from './platforms/sandboxes'
import { readConfigFile } from './settings/config-file'
import { defaultConfiguration } from './settings/default-configuration'
import { developmentKeys } from './settings/development-keys'
import type { Environment } from './settings/environment'
import { readEnvironment } from './settings/read-environment'

/** What is running, and where. */
export interface RunningApp {
  readonly url: string
  readonly apiKey: string
  /** Whether the API key was made here, so that it may be printed. */
  readonly hasDevelopmentKey: boolean
  readonly embeddedData: string | undefined
  readonly sandboxes: RunningSandboxes | undefined
  readonly platforms: ReadonlyArray<string>
  close(): Promise<void>
}

/**
 * Composes the reference app from environment variables and starts it.
 *
 * Throws `settings-invalid`, which lists every problem by its variable, or the error that kept it from starting.
 */
export async function startApp(variables: Readonly<Record<string, string | undefined>>): Promise<RunningApp> {
  const { environment, problems } = readEnvironment(variables)
  const configured = connectorsFrom(environment)
  const realCarriers = carriersFrom(environment)
  const file =
    environment.CONFIG_FILE === undefined
      ? undefined
      : await readConfigFile(environment.CONFIG_FILE, environment, knownNames(configured, realCarriers))
  // A variable that cannot be read is not missing as well.
  const isTold = ({ at }: Problem) => problems.some((told) => at.endsWith(`(${told.at})`))
  const all = [
    ...problems,
    ...[...configured.problems, ...realCarriers.problems].filter((one) => !isTold(one)),
    ...(file && 'problems' in file ? file.problems : []),
  ]
  if (all.length > 0) throw settingsInvalid(all)

  const dataDir = resolve(environment.DATA_DIR)
  const keys = await keysOf(environment, dataDir)
  const log = createLog(environment.LOG_LEVEL)
  const started: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of started.splice(0).reverse()) await close()
  }
  try {
    const database = environment.DATABASE_URL === undefined ? { dataDir } : { url: environment.DATABASE_URL }
    let sandboxes: RunningSandboxes | undefined
    if (configured.names.length === 0) {
      if (environment.NODE_ENV === 'production') log.hub(standInsAnswer)
      const withPhones = realCarriers.names.length === 0
      sandboxes = await startSandboxes({ dataDir, port: environment.PORT, withPhones })
      started.push(sandboxes.close)
    }
    const connectors: Readonly<Record<string, Connector>> = sandboxes?.connectors ?? configured.connectors
    const platforms = Object.keys(connectors)
    const publicUrl = environment.PUBLIC_URL?.replace(/\/+$/, '')
    let appUrl = publicUrl ?? `http://${environment.HOST}:${environment.PORT}`
    const carriers = sandboxes?.twilio ? sandboxCarriers(sandboxes.twilio, () => appUrl) : realCarriers
    const configuration: HubConfiguration =
      file && 'configuration' in file
        ? file.configuration
        : defaultConfiguration(platforms, carriers.defaults)
    const hub = await createHub({
      ...configuration,
      database,
      secretKey: keys.secretKey,
      platforms: connectors,
      carriers: carriers.carriers,
      fileLink: outsideFileLinks({ secretKey: keys.secretKey, publicUrl: () => appUrl }),
      log: log.hub,
    })
    started.push(hub.close)
    const server = createServer({
      hub,
      apiKey: keys.apiKey,
      secretKey: keys.secretKey,
      log: log.server,
      pages: await pages(
        {
          offers: offersOf(hub.describe(), connectors, sandboxes !== undefined),
          desks: desksOf(sandboxes),
          phone: sandboxes?.twilio?.phoneUrl,
        },
        hub.describe(),
      ),
      ...(environment.ALLOWED_ORIGINS && { allowedOrigins: environment.ALLOWED_ORIGINS }),
      ...(environment.PUBLIC_URL !== undefined && { publicUrl: environment.PUBLIC_URL }),
    })
    const listening = await server.listen({ port: environment.PORT, host: environment.HOST })
    started.push(listening.close)
    appUrl = publicUrl ?? listening.url
    if (sandboxes?.twilio) connectNumbers(sandboxes.twilio, carriers, appUrl)
    return {
      url: listening.url,
      apiKey: keys.apiKey,
      hasDevelopmentKey: environment.HUB_API_KEY === undefined,
      embeddedData: environment.DATABASE_URL === undefined ? dataDir : undefined,
      sandboxes,
      platforms,
      close: stop,
    }
  } catch (thrown) {
    await stop().catch(() => {})
    throw thrown
  }
}

async function keysOf(
  { HUB_API_KEY, HUB_SECRET_KEY }: Pick<Environment, 'HUB_API_KEY' | 'HUB_SECRET_KEY'>,
  dataDir: string,
): Promise<{ apiKey: string; secretKey: string | ReadonlyArray<string> }> {
  if (HUB_API_KEY !== undefined && HUB_SECRET_KEY !== undefined) {
    return { apiKey: HUB_API_KEY, secretKey: HUB_SECRET_KEY }
  }
  const made = await developmentKeys(dataDir)
  return { apiKey: HUB_API_KEY ?? made.apiKey, secretKey: HUB_SECRET_KEY ?? made.secretKey }
}

/** Whoever forgot to hand over the variables would otherwise learn it from customers. */
const standInsAnswer = {
  level: 'warn',
  event: 'sandboxes-answer',
  detail:
    'No variable configures a platform, so stand-ins answer the customers. Set those of Salesforce or Amelia ' +
    '(apps/reference/README.md).',
} as const

function desksOf(sandboxes: RunningSandboxes | undefined) {
  if (!sandboxes) return []
  return [
    { title: 'Salesforce', url: sandboxes.salesforce.deskUrl },
    { title: 'Amelia', url: sandboxes.amelia.deskUrl },
  ]
}

function settingsInvalid(problems: ConversationError['problems']): ConversationError {
  const lines = problems.map(({ at, problem }) => `  ${at}: ${problem}`)
  return new ConversationError('settings-invalid', `These settings are not valid:\n${lines.join('\n')}`, {
    problems,
  })
}
