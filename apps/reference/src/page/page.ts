import { PAGE_STYLE } from './page-style'

export interface PageParts {
  readonly title: string
  /** Modules of this server that the page loads. */
  readonly scripts: ReadonlyArray<string>
  /** The page's own module. */
  readonly script: string
  readonly body: string
}

/** A whole HTML document: one self-contained page, no build. */
export function page({ title, scripts, script, body }: PageParts): string {
  const loaded = scripts.map((source) => `<script type="module" src="${source}"></script>\n`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${loaded}<style>${PAGE_STYLE}</style>
</head>
<body>
${body}
<script type="module">${script}</script>
</body>
</html>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
