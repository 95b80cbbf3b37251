import { PAGE_SCRIPT } from './page-script'
import { PAGE_STYLE } from './page-style'

/** A phone in the browser: one self-contained page, no build, no library. */
export function phonePage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Phone · Twilio sandbox</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
  <h1>Phone</h1>
  <p id="connection" role="status">Connecting…</p>
</header>
<main>
  <form id="who">
    <label>Your number <input id="customer" type="tel" inputmode="tel" autocomplete="off" required pattern="\\+[1-9][0-9]{6,14}" title="A phone number such as +12025550123"></label>
    <label>Messages with <select id="number"></select></label>
  </form>
  <ol id="thread" role="log" aria-label="Messages" tabindex="0"></ol>
  <p id="empty" class="hint">No messages yet. Write one: the conversation starts where the number is set up for it.</p>
  <div id="answers" role="group" aria-label="Answers"></div>
  <p id="problem" role="alert"></p>
  <form id="write">
    <label class="file"><span>Photo</span><input id="file" type="file" accept="image/*,audio/*,video/*,application/pdf"></label>
    <textarea id="text" rows="1" aria-label="Text message" placeholder="Text message"></textarea>
    <button type="submit">Send</button>
  </form>
  <p class="hint">STOP ends messages from the number, START begins them again. You are the customer.</p>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>`
}
