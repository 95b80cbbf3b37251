import type { HubDescription } from '@conversation-hub/hub'

/** What the demo page offers and links to. */
export interface DemoPage {
  readonly resources: HubDescription['resources']
  readonly desks: ReadonlyArray<{ readonly name: string; readonly url: string }>
}

const names: Readonly<Record<string, string>> = { salesforce: 'Salesforce', amelia: 'Amelia' }

/** The page on which one tries it: choose a platform, and it speaks first. */
export function demoPage({ resources, desks }: DemoPage): string {
  const offers = resources
    .filter(({ channel, hub }) => channel === 'web-chat' && hub !== undefined)
    .map(({ resourceId, platform = resourceId }) => offer(resourceId, names[platform] ?? platform))
  const links = desks.map(({ name, url }) => `<li><a href="${escape(url)}" target="_blank">${escape(name)} agent desk</a></li>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conversation Hub</title>
<link rel="icon" href="data:,">
<script type="module" src="/chat-web-control.js"></script>
<style>${STYLE}</style>
</head>
<body>
<main>
  <section class="intro">
    <h1>Conversation Hub</h1>
    <p>Choose a platform. It speaks first, and runs the conversation to its end.</p>
    <div class="offers" role="group" aria-label="Platform">${offers.join('')}</div>
    ${links.length > 0 ? `<h2>Be the agent</h2><ul>${links.join('')}</ul>` : ''}
    <h2>Look inside</h2>
    <ul><li><a href="/openapi.json">OpenAPI description</a></li><li><a href="/readyz">Readiness</a></li></ul>
  </section>
  <section class="stage" id="stage" aria-label="Chat"><p class="empty">The chat opens here.</p></section>
</main>
<script type="module">${SCRIPT}</script>
</body>
</html>`
}

function offer(resourceId: string, name: string): string {
  return `<button type="button" data-resource="${escape(resourceId)}" data-name="${escape(name)}" aria-pressed="false">
    <strong>${escape(name)}</strong><span>${escape(resourceId)}</span></button>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

const SCRIPT = `
const stage = document.getElementById('stage')
const buttons = [...document.querySelectorAll('[data-resource]')]
function open(button) {
  for (const other of buttons) other.setAttribute('aria-pressed', String(other === button))
  const chat = document.createElement('chat-web-control')
  chat.setAttribute('resource-id', button.dataset.resource)
  chat.setAttribute('server', location.origin)
  chat.setAttribute('heading', button.dataset.name)
  chat.setAttribute('message-placeholder', 'Write a message')
  stage.replaceChildren(chat)
  history.replaceState(null, '', '#' + button.dataset.resource)
}
for (const button of buttons) button.addEventListener('click', () => open(button))
const wanted = buttons.find((button) => '#' + button.dataset.resource === location.hash)
if (wanted) open(wanted)
`

const STYLE = `
:root { color-scheme: light dark; --ink: #17202b; --soft: #56616f; --line: #d9dee5; --page: #f4f6f9; --card: #fff; --accent: #1f5fd6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef2f7; --soft: #a9b4c2; --line: #313a46; --page: #10151c; --card: #1a212b; --accent: #7fb0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { display: grid; grid-template-columns: minmax(260px, 1fr) minmax(0, 440px); gap: 48px; max-width: 1080px; margin: 0 auto; padding: 48px 24px; min-height: 100vh; align-items: start; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 12px; letter-spacing: -0.02em; }
h2 { font-size: 0.95rem; margin: 32px 0 8px; color: var(--soft); font-weight: 600; }
p { margin: 0 0 24px; color: var(--soft); max-width: 46ch; }
ul { margin: 0; padding: 0; list-style: none; }
a { color: var(--accent); }
.offers { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); max-width: 460px; }
.offers button { text-align: left; padding: 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); color: inherit; font: inherit; cursor: pointer; }
.offers button:hover { border-color: var(--accent); }
.offers button[aria-pressed='true'] { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.offers button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.offers strong { display: block; }
.offers span { color: var(--soft); font-size: 0.85rem; }
.stage { height: min(680px, calc(100vh - 96px)); border: 1px solid var(--line); border-radius: 20px; overflow: hidden; background: var(--card); box-shadow: 0 18px 50px rgb(10 20 40 / 12%); }
.stage .empty { display: grid; place-items: center; height: 100%; margin: 0; max-width: none; }
chat-web-control { display: block; height: 100%; }
@media (max-width: 760px) {
  main { grid-template-columns: 1fr; gap: 20px; padding: 20px 16px; }
  .stage { height: 76vh; }
}
`
