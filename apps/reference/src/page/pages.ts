import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type DemoPage, demoPage } from './demo-page'

/** The demo page, and the chat control that it loads. */
export async function pages(page: DemoPage): Promise<(request: Request) => Response> {
  const html = demoPage(page)
  const control = await readFile(
    fileURLToPath(import.meta.resolve('@conversation-hub/chat-web-control/standalone.js')),
    'utf8',
  )
  return (request) => {
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 404 })
    if (pathname === '/') return answer(html, 'text/html; charset=utf-8')
    if (pathname === '/chat-web-control.js') return answer(control, 'text/javascript; charset=utf-8')
    return new Response(null, { status: 404 })
  }
}

function answer(body: string, type: string): Response {
  return new Response(body, {
    headers: { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' },
  })
}
