import type { HubDescription } from '@conversation-hub/hub'
import { CONSOLE_SCRIPT } from './console-script'
import { escapeHtml, page } from './page'

/**
 * The operator's console: what was given up, and trying it again; finds conversations, shows their transcripts, moves,
 * identifies and closes them. Asks for the API key.
 */
export function consolePage({
  platforms,
  resources,
}: Pick<HubDescription, 'platforms' | 'resources'>): string {
  return page({
    title: 'Console · Conversation Hub',
    scripts: [],
    script: CONSOLE_SCRIPT,
    body: `<main class="console">
  <header>
    <a href="./">Chat</a>
    <h1>Console</h1>
    <form id="access">
      <label class="field">API key
        <input id="key" type="password" autocomplete="off" required></label>
      <button class="primary">Open</button>
    </form>
    <p id="problem" role="alert"></p>
  </header>
  <section id="given-up" aria-labelledby="given-up-title" hidden>
    <h2 id="given-up-title"></h2>
    <ul id="dead-letters"></ul>
    <button id="replay-all" type="button">Try all again</button>
  </section>
  <section id="found" aria-label="Conversations" hidden>
    <form id="search">
      <label class="field">Customer identifier, or conversation id <input id="customer" autocomplete="off"></label>
      <label class="field">State
        <select id="state">
          <option value="">any</option>
          <option>starting</option><option>waiting</option><option>with-bot</option><option>with-agent</option>
          <option>unmanaged</option><option>stalled</option><option>ended</option>
        </select></label>
      <button>Search</button>
    </form>
    <ul id="conversations"></ul>
    <button id="more" type="button" hidden>More</button>
  </section>
  <section id="conversation" aria-label="Conversation" hidden>
    <h2 id="name" tabindex="-1"></h2>
    <dl id="facts"></dl>
    <div id="changes">
      <form id="move">
        <label class="field">Move to platform
          <select id="platform" required>${platforms.map(option).join('')}</select></label>
        <button>Move</button>
        <button id="close" type="button" class="danger">Close conversation</button>
      </form>
      <form id="move-customer">
        <label class="field">Move the customer to
          <select id="resource" required>${resources.map(resourceOption).join('')}</select></label>
        <label class="field">Phone or session <input id="destination" autocomplete="off" required></label>
        <button>Move customer</button>
      </form>
    </div>
    <form id="identify">
      <label class="field">Customer identifier <input id="identifier" autocomplete="off" maxlength="255" required></label>
      <button>Update</button>
      <button id="download" type="button">Transcript as text</button>
    </form>
    <p id="outcome" role="status"></p>
    <ol id="transcript" aria-label="Transcript"></ol>
  </section>
</main>`,
  })
}

function option({ name }: { readonly name: string }): string {
  return `<option>${escapeHtml(name)}</option>`
}

function resourceOption({ resourceId, channel }: HubDescription['resources'][number]): string {
  const kind = channel === 'sms' ? 'SMS' : 'web chat'
  return `<option value="${escapeHtml(resourceId)}">${escapeHtml(resourceId)} (${kind})</option>`
}
