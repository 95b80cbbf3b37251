import { expect, it } from 'vitest'
import { errorsPage } from './errors-page'

// `npx vitest run packages/core/tests/errors-page.test.ts -u` writes the page anew.
it('docs/errors.md says what the table of codes says', async () => {
  await expect(errorsPage()).toMatchFileSnapshot('../../../docs/errors.md')
})
