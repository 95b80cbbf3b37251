import { resolveSettings } from './resolve-settings'

/** Of a hub without platforms and resources. */
export const settingsForTests = resolveSettings({
  database: { url: 'postgres://localhost/nowhere' },
  secretKey: 'a key of the tests, long enough',
  platforms: {},
  hubs: {},
  resources: {},
})
