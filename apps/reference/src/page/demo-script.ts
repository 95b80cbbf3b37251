/**
 * Runs in the browser as it stands. The chosen chat is in the address, so that a reload comes back to it. The chat's server
 * is where the page is: a proxy may have put the app below a path.
 */
export const DEMO_SCRIPT = `
const stage = document.getElementById('stage')
const customer = document.getElementById('customer')
const offers = [...document.querySelectorAll('[data-resource]')]
let opened

function open(offer) {
  opened = offer
  for (const other of offers) other.setAttribute('aria-pressed', String(other === offer))
  const chat = document.createElement('chat-web-control')
  chat.setAttribute('server', new URL('.', location.href).href)
  chat.setAttribute('resource-id', offer.dataset.resource)
  chat.setAttribute('heading', offer.dataset.title)
  chat.toggleAttribute('attachments', 'takesFiles' in offer.dataset)
  if (customer.value !== '') chat.setAttribute('customer-identifier', customer.value)
  stage.replaceChildren(chat)
  const query = customer.value === '' ? '' : '?customer=' + encodeURIComponent(customer.value)
  history.replaceState(null, '', location.pathname + query + '#' + offer.dataset.resource)
  if (matchMedia('(max-width: 760px)').matches) stage.scrollIntoView({ block: 'end' })
}

for (const offer of offers) offer.addEventListener('click', () => open(offer))
customer.addEventListener('change', () => opened && open(opened))
customer.value = new URLSearchParams(location.search).get('customer') ?? ''
const asked = offers.find((offer) => '#' + offer.dataset.resource === location.hash)
if (asked) open(asked)
`
