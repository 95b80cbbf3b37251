export const PAGE_STYLE = `
* { box-sizing: border-box; margin: 0; }
:root {
  --ground: #eceff3; --sheet: #fff; --ink: #1c2330; --faint: #5c6675; --line: #d6dbe2;
  --mine: #0b6e4f; --on-mine: #fff; --theirs: #e9edf3; --danger: #b42318; --answer: #0b6e4f;
  font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--ground);
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #12161d; --sheet: #1b212b; --ink: #e8ebf0; --faint: #a3adba; --line: #303845; --theirs: #2a323f; --danger: #f97066; --answer: #5fd3a8; }
}
[hidden] { display: none !important; }
body { height: 100dvh; display: flex; flex-direction: column; align-items: center; }
header, main { width: min(28rem, 100%); }
header { display: flex; gap: 1rem; align-items: baseline; padding: .8rem 1rem .4rem; }
h1 { font-size: 1.1rem; }
#connection { margin-left: auto; color: var(--faint); font-size: .87rem; }
main { flex: 1; min-height: 0; display: flex; flex-direction: column; background: var(--sheet); border: 1px solid var(--line); border-radius: 1.6rem; margin-bottom: 1rem; overflow: hidden; box-shadow: 0 .6rem 2rem rgb(0 0 0 / 12%); }
#who { display: grid; grid-template-columns: 5fr 7fr; gap: .8rem; padding: .8rem 1rem; border-bottom: 1px solid var(--line); }
label { display: grid; gap: .2rem; font-size: .8rem; color: var(--faint); }
input, select, textarea { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: .6rem; padding: .45rem .6rem; min-width: 0; width: 100%; }
#who :is(input, select) { font-size: .84rem; padding-right: .2rem; }
#thread { flex: 1; overflow-y: auto; list-style: none; padding: 1rem; display: flex; flex-direction: column; gap: .2rem; scroll-behavior: smooth; }
#thread li.last { margin-bottom: .6rem; }
#thread li:not(.last) .state { display: none; }
#thread li { max-width: 82%; align-self: flex-start; }
#thread li.mine { align-self: flex-end; }
.words { padding: .5rem .8rem; border-radius: 1.1rem; background: var(--theirs); white-space: pre-wrap; overflow-wrap: anywhere; }
.last .words { border-bottom-left-radius: .3rem; }
.mine .words { background: var(--mine); color: var(--on-mine); }
.mine.last .words { border-radius: 1.1rem 1.1rem .3rem; }
.state.failed { color: var(--danger); }
#empty { flex: 1; display: grid; place-content: center; padding: 1rem 2rem; text-align: center; font-size: .9rem; }
#answers { display: flex; flex-wrap: wrap; gap: .4rem; padding: .5rem 1rem; }
#answers:empty { display: none; }
#answers button { background: transparent; color: var(--answer); border-color: var(--answer); border-radius: 1.2rem; padding: .35rem .9rem; }
#answers button:hover { background: var(--theirs); }
#thread img { display: block; max-width: 100%; border-radius: 1rem; margin-top: .2rem; }
.hint, .state { color: var(--faint); font-size: .8rem; }
.state { padding: 0 .4rem; }
.mine .state { text-align: right; }
main > .hint { padding: .2rem 1rem .8rem; }
#problem { color: var(--danger); padding: 0 1rem; }
#problem:empty { display: none; }
#write { display: flex; gap: .5rem; align-items: end; padding: .6rem 1rem; border-top: 1px solid var(--line); }
.file { position: relative; }
.file span { border: 1px solid var(--line); border-radius: .6rem; padding: .5rem .6rem; color: var(--ink); font-size: .87rem; }
.file input { position: absolute; inset: 0; opacity: 0; cursor: pointer; }
.file.chosen span { background: var(--mine); color: var(--on-mine); }
.file:focus-within span { outline: 3px solid var(--mine); outline-offset: 2px; }
textarea { resize: none; field-sizing: content; max-height: 8rem; }
::placeholder { color: var(--faint); opacity: 1; }
button { font: inherit; color: var(--on-mine); background: var(--mine); border: 1px solid var(--mine); border-radius: .6rem; padding: .5rem .9rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--mine); outline-offset: 2px; }
`
