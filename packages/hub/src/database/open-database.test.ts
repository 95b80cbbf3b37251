import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { openDatabase } from './open-database'

it('says in words why the database cannot be opened', async () => {
  // A port that was free a moment ago.
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await new Promise((resolve) => server.close(resolve))
  await expect(openDatabase({ url: `postgres://postgres@127.0.0.1:${port}/hub` })).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringMatching(/^The database could not be opened: nothing listens .* \(ECONNREFUSED\)/),
  })
})
