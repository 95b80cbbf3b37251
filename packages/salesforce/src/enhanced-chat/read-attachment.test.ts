import { expect, it } from 'vitest'
import { isOfTheOrg } from './read-attachment'

it.each([
  ['https://acme.my.salesforce-scrt.com', 'https://acme.my.salesforce-scrt.com/file-content/1', true],
  [
    'https://acme.my.salesforce-scrt.com',
    'https://acme.file.force.com/sfc/dist/version/download/?ids=1',
    true,
  ],
  ['https://acme.my.salesforce-scrt.com', 'https://acme.my.salesforce.com/sfc/p/1', true],
  [
    'https://acme--uat.sandbox.my.salesforce-scrt.com',
    'https://acme--uat.sandbox.file.force.com/sfc/dist/version/download/?ids=1',
    true,
  ],
  ['https://acme.my.salesforce-scrt.com', 'https://other.file.force.com/sfc/dist/version/download/', false],
  ['https://acme.my.salesforce-scrt.com', 'https://other.my.salesforce-scrt.com/file-content/1', false],
  ['https://acme.my.salesforce-scrt.com', 'https://acme.my.salesforce-sites.com/services/apexrest/x', false],
  ['https://acme.my.salesforce-scrt.com', 'https://acme.force.com/', false],
])('the access to a conversation at %s is shown to %s: %s', (scrtUrl, address, isShown) => {
  expect(isOfTheOrg(new URL(address), scrtUrl)).toBe(isShown)
})
