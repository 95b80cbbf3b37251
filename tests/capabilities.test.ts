import { expect, it } from 'vitest'
import { capabilitiesPage } from './repository/capabilities-page'

// `npx vitest run tests/capabilities.test.ts -u` writes the page anew.
it('docs/capabilities.md says what the connectors declare', async () => {
  await expect(capabilitiesPage()).toMatchFileSnapshot('../docs/capabilities.md')
})
