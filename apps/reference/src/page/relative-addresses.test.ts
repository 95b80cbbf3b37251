import { expect, it } from 'vitest'
import { consolePage } from './console-page'
import { demoPage } from './demo-page'

it.each([
  ['demo page', demoPage({ offers: [], desks: [], phone: undefined })],
  ['console', consolePage({ platforms: [], resources: [] })],
])('the %s names what is the app’s relatively: a proxy may have put it below a path', (_, html) => {
  expect(html.match(/(?:src|href)="\/[^"]*"|fetch\('\/[^']*'|'\/v1[^']*'/g)).toBeNull()
  expect(html).toMatch(/href="(console|\.\/)"/)
})
