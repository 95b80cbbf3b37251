import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { portOf } from './fake-hub'

/** A company's page with the chat on it: the sources, bundled as a page without a bundler gets them. */
export async function servePage(): Promise<{ address: string; close(): Promise<void> }> {
  const script = await bundle()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page')
    if (pathname === '/chat-web-control.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    } else {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(searchParams.get('hub') ?? ''))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${portOf(server.address())}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-web-control-'))
  try {
    await build({
      config: false,
      entry: { control: fileURLToPath(new URL('../src/index.ts', import.meta.url)) },
      outDir: folder,
      format: 'esm',
      platform: 'browser',
      noExternal: [/.*/],
      splitting: false,
      silent: true,
    })
    return await readFile(join(folder, 'control.js'), 'utf8')
  } finally {
    await rm(folder, { recursive: true })
  }
}

function page(hub: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Shop</title><script type="module" src="/chat-web-control.js"></script>
    <style>html, body { margin: 0; height: 100%; } main { height: 80vh; }</style></head>
    <body><main><h1>Shop</h1>
    <chat-web-control resource-id="web" server="${hub}" attachments heading="Support"></chat-web-control>
    </main></body></html>`
}
