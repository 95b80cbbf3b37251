/** Runs in the browser as it stands, so it is written in what every browser of today understands. */
export const PAGE_SCRIPT = `
const at = (id) => document.getElementById(id)
const read = (path) => fetch(path).then((answer) => answer.ok ? answer.json() : [])
let shown = ''

function element(name, className, text) {
  const made = document.createElement(name)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function bubble({ mine, text, status, at: time, media }) {
  const item = element('li', mine ? 'mine' : 'theirs')
  if (text) item.append(element('div', 'words', text))
  for (const { url, isImage } of media) {
    const link = element('a', '', isImage ? undefined : 'File')
    link.href = url
    link.target = '_blank'
    link.rel = 'noreferrer'
    if (isImage) {
      const image = element('img', '')
      image.src = url
      image.alt = 'Photo'
      link.append(image)
    }
    item.append(link)
  }
  const clock = new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  item.append(element('div', status === 'failed' || status === 'undelivered' ? 'state failed' : 'state', clock + (mine ? '' : ' · ' + status)))
  return item
}

/** Of several in a row the last one says when. */
function isLastInRow({ mine, status }, index, thread) {
  const next = thread[index + 1]
  return !next || next.mine !== mine || next.status !== status
}

/** The numbered lines of the newest message can be tapped. */
function offerAnswers(last) {
  const lines = last && !last.mine ? last.text.split('\\n') : []
  const offered = lines.map((line) => /^(\\d{1,2})\\. (.+)$/.exec(line)).filter(Boolean)
  at('answers').replaceChildren(...offered.map(([, number, title]) => {
    const button = element('button', '', title)
    button.type = 'button'
    button.onclick = () => send(number, [])
    return button
  }))
}

async function show() {
  const customer = at('customer').value
  if (!at('customer').checkValidity() || !at('number').value) return
  location.hash = customer + ' ' + at('number').value
  const path = 'phones/' + encodeURIComponent(customer) + '/threads/' + encodeURIComponent(at('number').value)
  const thread = await read(path)
  const text = path + JSON.stringify(thread)
  if (text === shown || customer !== at('customer').value) return
  shown = text
  at('empty').hidden = thread.length > 0
  at('thread').hidden = thread.length === 0
  at('thread').replaceChildren(...thread.map((one, index) => {
    const item = bubble(one)
    if (isLastInRow(one, index, thread)) item.classList.add('last')
    return item
  }))
  offerAnswers(thread.at(-1))
  at('thread').scrollTop = at('thread').scrollHeight
}

const base64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader()
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1))
  reader.onerror = () => reject(reader.error)
  reader.readAsDataURL(file)
})

at('write').onsubmit = async (event) => {
  event.preventDefault()
  const text = at('text').value.trim()
  const file = at('file').files[0]
  if (!at('who').reportValidity() || (text === '' && !file)) return
  const media = file ? [{ mediaType: file.type || 'application/octet-stream', base64: await base64(file) }] : []
  at('text').value = ''
  at('file').value = ''
  at('file').onchange()
  await send(text, media)
}

async function send(text, media) {
  const answer = await fetch('messages', {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: at('customer').value, to: at('number').value, text, media }),
  })
  const outcome = await answer.json()
  const kept = outcome.status >= 200 && outcome.status < 300
  at('problem').textContent = !answer.ok ? outcome.error
    : kept ? '' : 'The number’s webhook ' + (outcome.status ? 'answered ' + outcome.status : 'did not answer') + '.'
  show()
}
at('text').onkeydown = (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  at('write').requestSubmit()
}
at('file').onchange = () => at('file').parentElement.classList.toggle('chosen', at('file').files.length > 0)
at('who').onsubmit = (event) => event.preventDefault()
at('customer').oninput = at('number').onchange = show

async function start() {
  const numbers = await read('numbers')
  at('number').replaceChildren(...numbers.map(({ number, label }) => {
    const option = element('option', '', label === number ? number : label + ' (' + number + ')')
    option.value = number
    return option
  }))
  const [customer, number] = decodeURIComponent(location.hash.slice(1)).split(' ')
  at('customer').value = customer || '+12025550123'
  if (numbers.some((one) => one.number === number)) at('number').value = number
  show()
}

const events = new EventSource('events')
events.onopen = () => { at('connection').textContent = 'Connected'; start() }
events.onerror = () => { at('connection').textContent = 'Connection lost, trying again…' }
events.addEventListener('changed', (event) => {
  if (JSON.parse(event.data).customer === at('customer').value) show()
})
`
