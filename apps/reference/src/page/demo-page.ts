import { DEMO_SCRIPT } from './demo-script'
import { escapeHtml, page } from './page'

/** A web chat that the page offers. */
export interface Offer {
  readonly resourceId: string
  /** The platform's name, for people. */
  readonly title: string
  /** In words: what answers there. */
  readonly kind: string
  readonly takesFiles: boolean
}

/** What the demo page offers and links to. */
export interface DemoPage {
  readonly offers: ReadonlyArray<Offer>
  readonly desks: ReadonlyArray<{ readonly title: string; readonly url: string }>
  /** Where one is a customer with a phone; absent where customers use their own. */
  readonly phone: string | undefined
}

/** The page on which one tries it: choose a platform, and it speaks first. */
export function demoPage({ offers, desks, phone }: DemoPage): string {
  return page({
    title: 'Conversation Hub',
    scripts: ['chat-web-control.js'],
    script: DEMO_SCRIPT,
    body: `<main class="demo">
  <header>
    <h1>Conversation Hub</h1>
    <p>Choose who runs the conversation. They speak first, and they end it.</p>
    <div class="offers" role="group" aria-label="Platform">${offers.map(offerButton).join('')}</div>
    ${offers.length === 0 ? '<p>No web chat belongs to a hub. Add one to the configuration.</p>' : ''}
    <label class="field">Customer identifier <span>(optional)</span>
      <input id="customer" autocomplete="off" maxlength="255" placeholder="customer-4711"></label>
  </header>
  <section class="stage" id="stage" aria-label="Chat"><p class="empty">Choose a platform, and the chat opens here.</p></section>
  <nav aria-label="More">
    ${desks.length > 0 ? `<h2>Answer as the agent</h2><ul>${desks.map(deskLink).join('')}</ul>` : ''}
    ${phone === undefined ? '' : `<h2>By text message</h2><ul><li>${phoneLink(phone)}</li></ul>`}
    <h2>Look inside</h2>
    <ul>
      <li><a href="console">Console</a></li>
      <li><a href="openapi.json">API description</a></li>
    </ul>
  </nav>
</main>`,
  })
}

function offerButton({ resourceId, title, kind, takesFiles }: Offer): string {
  return `<button type="button" aria-pressed="false" data-resource="${escapeHtml(resourceId)}"
    data-title="${escapeHtml(title)}" ${takesFiles ? 'data-takes-files' : ''}>
    <strong>${escapeHtml(title)}</strong> <span>${escapeHtml(kind)}</span></button>`
}

function phoneLink(url: string): string {
  return `<a href="${escapeHtml(url)}" target="_blank" rel="noopener">Be the customer on a phone</a>`
}

function deskLink({ title, url }: { title: string; url: string }): string {
  return `<li><a href="${escapeHtml(url)}" target="_blank" rel="noopener">${escapeHtml(title)} agent desk</a></li>`
}
