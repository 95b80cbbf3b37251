import type { RunningApp } from './start-app'

/** What a person at a terminal wants to know after the start. */
export function banner(app: RunningApp): string {
  const lines = [
    '',
    'Conversation Hub is running.',
    '',
    `  Chat                  ${app.url}/`,
    `  Console               ${app.url}/console`,
    `  API description       ${app.url}/openapi.json`,
  ]
  if (app.sandboxes) {
    lines.push(
      `  Salesforce sandbox    ${app.sandboxes.salesforce.url}`,
      `    agent desk          ${app.sandboxes.salesforce.deskUrl}`,
      `  Amelia sandbox        ${app.sandboxes.amelia.url}`,
      `    agent desk          ${app.sandboxes.amelia.deskUrl}`,
    )
    if (app.sandboxes.twilio) {
      lines.push(
        `  Twilio sandbox        ${app.sandboxes.twilio.url}`,
        `    phone               ${app.sandboxes.twilio.phoneUrl}`,
      )
    }
  } else {
    lines.push(`  Platforms             ${app.platforms.join(', ')}`)
  }
  if (app.hasDevelopmentKey) lines.push(`  API key (development) ${app.apiKey}`)
  if (app.embeddedData !== undefined) {
    lines.push(
      `  Data                  ${app.embeddedData}`,
      '                        Embedded: survives a crash of the process, not every power cut. For production,',
      '                        set DATABASE_URL to a Postgres server.',
    )
  }
  return `${[...lines, ''].join('\n')}\n`
}
