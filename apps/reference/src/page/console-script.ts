/**
 * Runs in the browser as it stands. The key stays in this tab, and is gone when the tab is closed. Addresses are relative:
 * a proxy may have put the app below a path.
 */
export const CONSOLE_SCRIPT = `
const at = (id) => document.getElementById(id)
const FACTS = {
  state: 'State', endReason: 'End reason', managedBy: 'Platform', resourceId: 'Resource', customerDestination: 'Customer at',
  createdAt: 'Started', endedAt: 'Ended', conversationId: 'Conversation',
}
const SHORT = { dateStyle: 'short', timeStyle: 'short' }
const EMPTY = 'Nothing has been said yet.'
const CONVERSATION = /^\\s*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\s*$/i
let cursor
let chosen
// Of two answers, that counts which was asked for last, whichever comes last.
let searches = 0
let lists = 0

function element(name, text, ...children) {
  const made = document.createElement(name)
  made.textContent = text
  made.append(...children)
  return made
}

/** The answer to a call. What keeps it from being one is shown, and thrown. */
async function ask(path, { headers, ...request } = {}) {
  const answer = await fetch('v1/' + path, { ...request, headers: { authorization: 'Bearer ' + at('key').value, ...headers } })
    .catch(() => undefined)
  const problem = !answer ? 'The server does not answer. Is it running?' : answer.ok ? ''
    : answer.status === 401 ? 'This is not the API key of this hub. It is HUB_API_KEY, or was printed at the start.'
    : (await answer.json().catch(() => ({}))).detail ?? 'The server answered HTTP ' + answer.status + '.'
  at('problem').textContent = problem
  if (problem) throw new Error(problem)
  return answer
}

async function call(path, body, method = body ? 'POST' : 'GET') {
  const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await ask(path, { method, ...sent })
  return answer.json().catch(() => ({}))
}

async function search(from) {
  const mine = ++searches
  const query = new URLSearchParams()
  if (at('customer').value) query.set('customerIdentifier', at('customer').value)
  if (at('state').value) query.set('state', at('state').value)
  if (from) query.set('cursor', from)
  const page = await call('conversations?' + query)
  // The lines of the log name conversations by their ids.
  if (!from && page.conversations.length === 0 && CONVERSATION.test(at('customer').value)) {
    page.conversations = [await call('conversations/' + at('customer').value.trim())]
  }
  if (mine !== searches) return
  sessionStorage.setItem('conversation-hub:console-key', at('key').value)
  cursor = page.cursor
  const rows = page.conversations.map(row)
  if (from) at('conversations').append(...rows)
  else at('conversations').replaceChildren(...rows)
  at('found').hidden = false
  at('more').hidden = !cursor
  if (!from && rows.length === 0) at('problem').textContent = 'No such conversations.'
}

/** What was given up: nothing is shown where there is nothing, so that what is shown matters. */
async function showDeadLetters() {
  const mine = ++lists
  const { deadLetters } = await call('dead-letters')
  if (mine !== lists) return
  const count = deadLetters.length
  at('given-up-title').textContent = count === 1 ? '1 command was given up' : count + ' commands were given up'
  at('dead-letters').replaceChildren(...deadLetters.map(deadLetter))
  at('given-up').hidden = count === 0
}

function deadLetter({ conversationId, commandId, platform, command, code, attempts, failedAt }) {
  const tries = attempts === 1 ? '1 try' : attempts + ' tries'
  const facts = element('span', command + ' · ' + platform + ' · ' + tries + ' · ' + new Date(failedAt).toLocaleString())
  const buttons = [
    button('Show conversation', () => show(conversationId)),
    button('Try again', () => settle('replay', { commandId })),
  ]
  // Without its start there is nothing to go on with: such a conversation is closed, or moved.
  if (command !== 'start') buttons.push(button('Discard', () => discard({ commandId })))
  const told = element('div', '', element('strong', code), facts)
  told.id = 'letter-' + commandId
  // Heard behind the name of a button, which all of them have.
  for (const one of buttons) one.setAttribute('aria-describedby', told.id)
  return element('li', '', told, ...buttons)
}

function button(text, act) {
  const made = element('button', text)
  made.type = 'button'
  made.onclick = () => act().catch(() => {})
  return made
}

const discard = (which) => confirm('Discard this? Nobody will try it again.') ? settle('discard', which) : Promise.resolve()

async function settle(how, which) {
  await call('dead-letters/' + how, which)
  await Promise.all([showDeadLetters(), search(), chosen && show(chosen)])
}

const nameOf = ({ customerIdentifier }) => customerIdentifier ?? 'Unnamed customer'

function row({ conversationId, customerIdentifier, state, resourceId, createdAt }) {
  const button = element('button', '', element('strong', nameOf({ customerIdentifier })),
    element('span', state), element('span', resourceId), element('span', new Date(createdAt).toLocaleString([], SHORT)))
  button.type = 'button'
  button.onclick = () => show(conversationId)
  return element('li', '', button)
}

async function show(conversationId) {
  if (chosen !== conversationId) {
    at('outcome').textContent = ''
    // Its buttons act on the one that was chosen, also before that one is shown.
    at('conversation').hidden = true
  }
  chosen = conversationId
  const path = 'conversations/' + encodeURIComponent(conversationId)
  const [conversation, transcript] = await Promise.all([call(path), call(path + '/transcript')])
  // Another one was chosen meanwhile, and it is that one which the buttons act on.
  if (chosen !== conversationId) return
  at('name').textContent = nameOf(conversation)
  at('facts').replaceChildren(...Object.entries(FACTS).filter(([fact]) => conversation[fact]).flatMap(([fact, title]) =>
    [element('dt', title), element('dd', fact.endsWith('At') ? new Date(conversation[fact]).toLocaleString() : conversation[fact])]))
  for (const option of at('platform').options) option.disabled = option.value === conversation.managedBy
  at('platform').value = [...at('platform').options].find(({ disabled }) => !disabled)?.value ?? ''
  if (transcript.messages.length === 0) at('transcript').replaceChildren(element('li', EMPTY))
  else at('transcript').replaceChildren(...transcript.messages.map(({ author, parts, at: time }) => element('li', '',
    element('strong', author.name ?? (author.role === 'customer' ? nameOf(conversation) : author.role)), element('time', new Date(time).toLocaleTimeString()),
    ...parts.map((part) => element('p', words(part))))))
  at('changes').hidden = conversation.state === 'ended'
  at('identifier').value = conversation.customerIdentifier ?? ''
  at('conversation').hidden = false
  // On a phone it is below the list.
  if (matchMedia('(max-width: 760px)').matches) at('name').focus()
}

function words(part) {
  switch (part.type) {
    case 'text': return part.text
    case 'choices': return [part.text, ...part.choices.map(({ title }) => '[' + title + ']')].filter(Boolean).join(' ')
    case 'attachment': return part.name
    case 'card': return [part.title, part.text].filter(Boolean).join(': ')
    default: return part.title ?? '(' + part.type + ')'
  }
}

/** What came of it is said where it was asked for. */
async function change(verb, body, method) {
  const outcome = at('outcome')
  outcome.textContent = ''
  outcome.className = ''
  const path = 'conversations/' + encodeURIComponent(chosen) + verb
  const changed = await call(path, body, method).catch((thrown) => {
    at('problem').textContent = ''
    outcome.className = 'failed'
    outcome.textContent = thrown.message
    throw thrown
  })
  const told = changed.transcript
  outcome.textContent = !told ? 'Done.' : 'Moved. The new platform was told ' + messages(told.handedOver) +
    (told.leftOut ? '; for ' + told.leftOut + ' more it had no room.' : '.')
  await Promise.all([show(chosen), search(), showDeadLetters()])
}

const messages = (count) => count === 1 ? '1 message' : count + ' messages'

async function download() {
  const path = 'conversations/' + encodeURIComponent(chosen) + '/transcript'
  const answer = await ask(path, { headers: { accept: 'text/plain' } })
  const link = element('a', '')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = chosen + '.txt'
  link.click()
  URL.revokeObjectURL(link.href)
}

const on = (id, event, act) => at(id).addEventListener(event, (happened) => { happened.preventDefault(); act().catch(() => {}) })
const open = () => Promise.all([showDeadLetters(), search()])

on('access', 'submit', open)
on('replay-all', 'click', () => settle('replay', { all: true }))
on('search', 'submit', () => search())
on('more', 'click', () => search(cursor))
on('move', 'submit', () => change('/move', { platform: at('platform').value }))
on('close', 'click', () => confirm('Close this conversation? The customer sees that it has ended.') ? change('/close', {}) : Promise.resolve())
on('move-customer', 'submit', () => change('/move-customer',
  { resourceId: at('resource').value, customerDestination: at('destination').value }))
on('identify', 'submit', () => change('', { customerIdentifier: at('identifier').value }, 'PATCH'))
on('download', 'click', () => download())
at('key').value = sessionStorage.getItem('conversation-hub:console-key') ?? ''
if (at('key').value) open().catch(() => {})
`
