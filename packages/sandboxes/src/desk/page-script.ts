/** Runs in the browser as it stands, so it is written in what every browser of today understands. */
export const PAGE_SCRIPT = `
const at = (id) => document.getElementById(id)
const LABELS = { 'waiting': 'Waiting for a person', 'with-agent': 'With', 'with-bot': 'With the bot', 'ended': 'Ended' }
const ORDER = ['waiting', 'with-agent', 'with-bot', 'ended']
let chosen = decodeURIComponent(location.hash.slice(1))
let shownLines = 0
let typing = false
let stopTyping

const read = (path) => fetch(path).then((answer) => answer.ok ? answer.json() : undefined)
const label = (conversation) => LABELS[conversation.state] + (conversation.state === 'with-agent' ? ' ' + conversation.agent : '')

async function act(action) {
  const answer = await fetch('conversations/' + encodeURIComponent(chosen) + '/agent', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(action),
  })
  at('problem').textContent = answer.ok ? '' : (await answer.json()).error
}

function element(name, className, text) {
  const made = document.createElement(name)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

async function showConversations() {
  const list = await read('conversations')
  list.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || (one.startedAt < other.startedAt ? 1 : -1))
  at('nobody').hidden = list.length > 0
  const focused = document.activeElement && document.activeElement.dataset.id
  at('conversations').replaceChildren(...list.slice(0, 200).map((conversation) => {
    const button = element('button', conversation.state)
    button.type = 'button'
    button.dataset.id = conversation.conversationId
    button.append(element('strong', '', conversation.customer), element('span', 'badge hint', label(conversation)),
      element('span', 'hint', new Date(conversation.startedAt).toLocaleTimeString()))
    button.setAttribute('aria-current', conversation.conversationId === chosen)
    button.onclick = () => choose(conversation.conversationId)
    const item = document.createElement('li')
    item.append(button)
    return item
  }))
  if (focused) for (const button of at('conversations').querySelectorAll('button')) if (button.dataset.id === focused) button.focus()
  const waiting = list.filter((conversation) => conversation.state === 'waiting').length
  document.title = (waiting ? '(' + waiting + ') ' : '') + document.title.replace(/^\\(\\d+\\) /, '')
}

async function showConversation() {
  const conversation = chosen && await read('conversations/' + encodeURIComponent(chosen))
  at('conversation').hidden = !conversation
  at('choose').hidden = Boolean(conversation)
  if (!conversation || conversation.conversationId !== chosen) return
  const { state, transcript } = conversation
  at('customer').textContent = conversation.customer
  at('state').textContent = label(conversation)
  at('typing').textContent = conversation.customerTyping && state !== 'ended' ? conversation.customer + ' is typing…' : ''
  at('join').disabled = state === 'with-agent' || state === 'ended'
  at('leave').disabled = at('text').disabled = state !== 'with-agent'
  at('end').disabled = state === 'ended'
  const fresh = transcript.slice(shownLines).map((line) => {
    if (line.kind === 'notice') return element('li', 'notice', line.text)
    const item = element('li', line.author.role)
    item.append(element('div', 'who', line.author.name || line.author.role), element('div', 'words', line.text))
    return item
  })
  shownLines = transcript.length
  at('transcript').append(...fresh)
  if (fresh.length) at('transcript').scrollTop = at('transcript').scrollHeight
}

function choose(id) {
  if (id !== chosen) at('problem').textContent = ''
  chosen = id
  shownLines = 0
  location.hash = encodeURIComponent(id)
  at('transcript').replaceChildren()
  refresh()
}

let running = false
let again = false
async function refresh() {
  if (running) { again = true; return }
  running = true
  try {
    do { again = false; await showConversations(); await showConversation() } while (again)
  } finally { running = false }
}

at('join').onclick = () => act({ action: 'join' }).then(() => at('text').focus())
at('leave').onclick = () => act({ action: 'leave' })
at('end').onclick = () => act({ action: 'end' })

function setTyping(now) {
  clearTimeout(stopTyping)
  if (now) stopTyping = setTimeout(() => setTyping(false), 3000)
  if (now === typing) return
  typing = now
  act({ action: 'typing', typing: now })
}
at('text').oninput = () => setTyping(at('text').value !== '')
at('reply').onsubmit = async (event) => {
  event.preventDefault()
  const text = at('text').value.trim()
  if (text === '') return
  at('text').value = ''
  setTyping(false)
  await act({ action: 'say', text })
  at('text').focus()
}

const events = new EventSource('events')
events.onopen = () => { at('connection').textContent = 'Live'; refresh() }
events.onerror = () => { at('connection').textContent = 'Connection lost, trying again…' }
events.addEventListener('changed', refresh)
`
