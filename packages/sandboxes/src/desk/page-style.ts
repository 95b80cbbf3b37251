export const PAGE_STYLE = `
* { box-sizing: border-box; margin: 0; }
:root {
  --ground: #f4f5f7; --sheet: #fff; --ink: #1c2330; --faint: #5c6675; --line: #dde1e7;
  --customer: #e9edf3; --waiting: #b54708; --danger: #b42318; --on-brand: #fff;
  font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--ground);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161d; --sheet: #1b212b; --ink: #e8ebf0; --faint: #a3adba; --line: #303845;
    --customer: #2a323f; --waiting: #fdb022; --danger: #f97066;
  }
}
[hidden] { display: none !important; }
body { height: 100dvh; display: flex; flex-direction: column; }
header { background: var(--brand); color: var(--on-brand); padding: .6rem 1.2rem; display: flex; gap: 1rem; align-items: baseline; }
h1 { font-size: 1.1rem; }
#connection { margin-left: auto; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(15rem, 20rem) 1fr; }
nav { border-right: 1px solid var(--line); overflow-y: auto; padding: .6rem; }
#conversations { list-style: none; padding: 0; display: grid; gap: .3rem; }
#conversations button { width: 100%; text-align: left; display: grid; gap: .1rem; border: 1px solid transparent; background: none; }
#conversations button:hover { background: var(--customer); }
#conversations button[aria-current=true] { background: var(--sheet); border-color: var(--line); }
#conversations .waiting .badge { color: var(--waiting); font-weight: 600; }
#conversations .ended { color: var(--faint); }
.hint { color: var(--faint); font-size: .87rem; }
#choose, #nobody { padding: 1.2rem; }
section { display: flex; flex-direction: column; min-height: 0; min-width: 0; background: var(--sheet); }
.bar { display: flex; justify-content: space-between; gap: 1rem; padding: .8rem 1.2rem; border-bottom: 1px solid var(--line); flex-wrap: wrap; }
h2 { font-size: 1.05rem; }
.actions { display: flex; gap: .5rem; align-items: center; }
#transcript { flex: 1; overflow-y: auto; list-style: none; padding: 1.2rem; display: flex; flex-direction: column; gap: .5rem; }
#transcript li { max-width: min(36rem, 80%); align-self: flex-start; }
#transcript .words { padding: .5rem .8rem; border-radius: .9rem; background: var(--customer); white-space: pre-wrap; overflow-wrap: anywhere; }
#transcript .who { font-size: .78rem; color: var(--faint); padding: 0 .3rem; }
#transcript .agent, #transcript .bot { align-self: flex-end; }
#transcript .agent .words { background: var(--brand); color: var(--on-brand); }
#transcript .bot .words { background: none; border: 1px solid var(--line); }
#transcript .notice { align-self: center; color: var(--faint); font-size: .85rem; }
#typing { min-height: 1.4em; padding: 0 1.2rem; }
#problem { color: var(--danger); padding: 0 1.2rem; }
#problem:empty { display: none; }
form { display: flex; gap: .5rem; padding: .8rem 1.2rem; border-top: 1px solid var(--line); }
::placeholder { color: var(--faint); opacity: 1; }
input { flex: 1; min-width: 0; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; padding: .55rem .8rem; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .9rem; cursor: pointer; }
button:disabled, input:disabled { opacity: .5; cursor: default; }
button.primary { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
button.danger { color: var(--danger); }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
@media (prefers-color-scheme: dark) { :focus-visible { outline-color: var(--ink); } }
@media (max-width: 40rem) { main { grid-template-columns: 1fr; grid-template-rows: minmax(6rem, 30%) 1fr; } nav { border-right: 0; border-bottom: 1px solid var(--line); } }
`
