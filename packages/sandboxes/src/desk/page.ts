import { PAGE_SCRIPT } from './page-script'
import { PAGE_STYLE } from './page-style'

/** The agent desk: one self-contained page, no build, no library. */
export function deskPage(title: string, colour: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Agent desk · ${title}</title>
<link rel="icon" href="data:,">
<style>:root { --brand: ${colour}; }${PAGE_STYLE}</style>
</head>
<body>
<header>
  <h1>Agent desk</h1>
  <p>${title}</p>
  <p id="connection" role="status">Connecting…</p>
</header>
<main>
  <nav aria-label="Conversations">
    <ul id="conversations"></ul>
    <p id="nobody" class="hint">No conversations yet. They appear here as customers start them.</p>
  </nav>
  <section aria-label="Conversation" id="conversation" hidden>
    <div class="bar">
      <div><h2 id="customer"></h2><p id="state" class="hint"></p></div>
      <div class="actions">
        <button type="button" id="join" class="primary">Join</button>
        <button type="button" id="leave">Leave</button>
        <button type="button" id="end" class="danger">End conversation</button>
      </div>
    </div>
    <ol id="transcript" role="log" aria-label="Transcript" tabindex="0"></ol>
    <p id="typing" class="hint" aria-live="polite"></p>
    <p id="problem" role="alert"></p>
    <form id="reply">
      <input id="text" aria-label="Message to the customer" placeholder="Message to the customer" autocomplete="off">
      <button type="submit" class="primary">Send</button>
    </form>
  </section>
  <p id="choose" class="hint">Choose a conversation. A customer who waits for a person is shown first.</p>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>`
}
