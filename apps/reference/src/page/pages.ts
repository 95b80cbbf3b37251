import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { HubDescription } from '@conversation-hub/hub'
import { consolePage } from './console-page'
import { type DemoPage, demoPage } from './demo-page'
import { servePages } from './serve-pages'

/** The demo page with the chat control that it loads, and the operator's console. */
export async function pages(demo: DemoPage, hub: HubDescription): Promise<(request: Request) => Response> {
  const control = await readFile(
    fileURLToPath(import.meta.resolve('@conversation-hub/chat-web-control/standalone.js')),
    'utf8',
  )
  return servePages({
    '/': { body: demoPage(demo), type: 'text/html; charset=utf-8' },
    '/console': { body: consolePage(hub), type: 'text/html; charset=utf-8' },
    '/chat-web-control.js': { body: control, type: 'text/javascript; charset=utf-8', isForAll: true },
  })
}
