import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './open-database'

it.each([
  // Nobody gives out port 1; one that was free a moment ago may be somebody else's by now.
  ['postgres://postgres@127.0.0.1:1/hub', 'nothing listens at this address (ECONNREFUSED)'],
  ['postgres://hub:p%e4ss@127.0.0.1:1/hub', 'special characters are percent-encoded'],
  [
    'postgres://hub@127.0.0.1:1/hub?sslrootcert=/nowhere/its.pem',
    'that the address names is not there (ENOENT)',
  ],
])('says in words why the database cannot be opened: %s', async (url, why) => {
  const opening = openDatabase({ url })
  await expect(opening).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringMatching(/^The database could not be opened: .* Check that database.url/),
  })
  await expect(opening).rejects.toThrow(why)
})

it('says that the database has no TLS, where the address asks for it', async () => {
  // What Postgres answers to the question whether it speaks TLS (its manual, "SSL Session Encryption").
  const server = createServer((socket) => socket.once('data', () => socket.write('N'))).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const url = `postgres://hub@127.0.0.1:${port}/hub?sslmode=verify-full`
  await expect(openDatabase({ url })).rejects.toThrow('it has no TLS, which the address asks for')
})
