/** One style for all pages of the app, light and dark. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#17202b, #eef2f7);
  --soft: light-dark(#56616f, #a9b4c2);
  --line: light-dark(#d5dbe3, #323c49);
  --page: light-dark(#f4f6f9, #10151c);
  --card: light-dark(#ffffff, #1a212b);
  --accent: light-dark(#1f57d0, #7fb0ff);
  --on-accent: light-dark(#ffffff, #0d1420);
  --danger: light-dark(#b3261e, #ff9a92);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 12px; letter-spacing: -0.02em; }
h2 { font-size: 0.95rem; margin: 24px 0 8px; color: var(--soft); font-weight: 600; }
p { margin: 0 0 24px; color: var(--soft); max-width: 46ch; }
ul { margin: 0; padding: 0; list-style: none; }
a { color: var(--accent); }
button, input, select { font: inherit; color: inherit; }
:is(button, input, select, a):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
input, select { min-height: 44px; padding: 9px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
input::placeholder { color: var(--soft); opacity: 1; }
.field { display: block; font-size: 0.9rem; font-weight: 600; }
.field span { color: var(--soft); font-weight: 400; }
.field input { display: block; width: 100%; margin-top: 6px; font-weight: 400; font-size: 1rem; }

.demo {
  display: grid; grid-template: 'head stage' auto 'more stage' 1fr / minmax(0, 460px) minmax(0, 440px);
  justify-content: space-between; column-gap: 48px; max-width: 1080px; margin: 0 auto; padding: 48px 24px;
}
.demo > header { grid-area: head; }
.demo > nav { grid-area: more; }
.offers { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); margin-bottom: 20px; }
.offers button {
  text-align: left; padding: 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); cursor: pointer;
}
.offers button:hover { border-color: var(--accent); }
.offers button[aria-pressed='true'] { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.offers strong { display: block; }
.offers span { color: var(--soft); font-size: 0.875rem; }
.stage {
  grid-area: stage; height: min(700px, calc(100dvh - 96px)); border: 1px solid var(--line); border-radius: 20px;
  overflow: hidden; background: var(--card); box-shadow: 0 18px 50px rgb(10 20 40 / 12%);
}
.stage .empty { display: grid; place-items: center; height: 100%; margin: 0; padding: 24px; max-width: none; text-align: center; }
chat-web-control { display: block; height: 100%; }

.console { max-width: 1080px; margin: 0 auto; padding: 32px 24px; display: grid; grid-template-columns: 360px minmax(0, 1fr); gap: 24px 32px; align-items: start; }
.console > header { grid-column: 1 / -1; }
.console > header > a { float: right; margin-top: 10px; }
.console form { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; }
.console .field { flex: 1 1 140px; }
#search .field:first-child { flex-basis: 100%; }
#search button { flex: 1 1 100px; min-height: 44px; }
#changes { display: grid; gap: 12px; }
#move-customer .field:has(select) { flex: 2 1 200px; }
#identify { margin-top: 12px; }
#outcome { margin: 12px 0 0; color: var(--soft); }
#outcome:empty { display: none; }
#outcome.failed { color: var(--danger); max-width: none; }
.console .field select { display: block; width: 100%; margin-top: 6px; font-weight: 400; font-size: 1rem; }
.console button { padding: 9px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); cursor: pointer; }
.console button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.console button.danger { color: var(--danger); }
#access { max-width: 460px; }
#problem { margin: 12px 0 0; color: var(--danger); }
#problem:empty { display: none; }
#given-up { grid-column: 1 / -1; padding: 16px; border: 1px solid var(--danger); border-radius: 14px; background: var(--card); }
#given-up h2 { margin: 0 0 8px; color: var(--danger); }
#dead-letters li { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 10px 0; border-top: 1px solid var(--line); }
#dead-letters div { flex: 1 1 260px; }
#dead-letters span { display: block; color: var(--soft); font-size: 0.875rem; }
#conversations { display: grid; gap: 8px; margin: 20px 0; }
#conversations button { width: 100%; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; text-align: left; }
#conversations strong { overflow-wrap: anywhere; }
#conversations span, #facts, #transcript time { color: var(--soft); font-size: 0.875rem; }
#conversation h2 { margin: 0 0 12px; color: var(--ink); font-size: 1.25rem; overflow-wrap: anywhere; }
#conversation h2:focus { outline: none; }
#facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0 0 20px; }
#facts dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
#transcript { list-style: none; margin: 24px 0 0; padding: 0; display: grid; gap: 14px; }
#transcript time { margin-left: 8px; }
#transcript p { margin: 2px 0 0; color: var(--ink); max-width: 70ch; overflow-wrap: anywhere; white-space: pre-wrap; }

@media (max-width: 760px) {
  .console { grid-template-columns: minmax(0, 1fr); padding: 20px 16px; }
  .demo { display: block; padding: 20px 16px; }
  .demo > header > p { margin-bottom: 16px; }
  .stage { height: calc(100dvh - 32px); max-height: 720px; margin: 20px 0; scroll-margin: 16px; }
  .stage:has(.empty) { height: 120px; border-style: dashed; box-shadow: none; background: none; }
}
`
