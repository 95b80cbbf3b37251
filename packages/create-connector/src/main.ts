#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { createConnector } from './create-connector'

const [name, ...others] = process.argv.slice(2)

if (name === undefined || name.startsWith('-') || others.length > 0) {
  const isAskedFor = name === '--help' || name === '-h'
  const stream = isAskedFor ? process.stdout : process.stderr
  stream.write(
    'Usage: npm create @conversation-hub/connector <platform>\n\n' +
      'Makes the folder <platform>: a connector that works, for you to make it speak to your platform.\n' +
      'The name has small letters, digits and single hyphens: for example acme-chat.\n',
  )
  process.exit(isAskedFor ? 0 : 1)
}

const template = fileURLToPath(new URL('template', import.meta.url))
const created = await createConnector({ name, parent: process.cwd(), template })
if ('problem' in created) {
  process.stderr.write(`${created.problem}\n`)
  process.exit(1)
}
process.stdout.write(`
Made ${created.folder}: a connector that speaks to an imaginary platform, and passes the suite.

  cd ${name}
  npm install
  npm test

Then make it yours: README.md says in which order, and "npm test" says what is still wrong.
`)
