import { CONSOLE_SCRIPT } from './console-script'
import { page } from './page'

/** The operator's console: the conversations and their transcripts; closes and moves them. Asks for the API key. */
export function consolePage(): string {
  return page({
    title: 'Console · Conversation Hub',
    scripts: [],
    script: CONSOLE_SCRIPT,
    body: `<main class="console">
  <header>
    <h1>Console</h1>
    <form id="access">
      <label class="field">API key
        <input id="key" type="password" autocomplete="off" required></label>
      <button class="primary">Open</button>
    </form>
    <p id="problem" role="alert"></p>
  </header>
  <section id="found" aria-label="Conversations" hidden>
    <form id="search">
      <label class="field">Customer identifier <input id="customer" autocomplete="off"></label>
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
    <h2 id="name"></h2>
    <dl id="facts"></dl>
    <form id="move">
      <label class="field">Move to platform <input id="platform" autocomplete="off" required></label>
      <button>Move</button>
      <button id="close" type="button" class="danger">Close conversation</button>
    </form>
    <ol id="transcript" aria-label="Transcript"></ol>
  </section>
</main>`,
  })
}
