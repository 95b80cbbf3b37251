import { expect, it } from 'vitest'
import { openDatabase } from './open-database'

it('says in words why the database cannot be opened', async () => {
  // Nobody gives out port 1; one that was free a moment ago may be somebody else's by now.
  await expect(openDatabase({ url: 'postgres://postgres@127.0.0.1:1/hub' })).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringMatching(/^The database could not be opened: nothing listens .* \(ECONNREFUSED\)/),
  })
})
