import { randomBytes } from 'node:crypto'

export interface PanelResources {
  /** `webview.cspSource`. */
  readonly source: string
  readonly script: string
  readonly style: string
}

/** The page of the graph's panel: one script, known by a nonce; nothing is loaded from anywhere else. */
export function panelHtml({ source, script, style }: PanelResources, nonce = newNonce()): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${source} 'unsafe-inline'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    `script-src 'nonce-${nonce}'`,
    `worker-src blob:`,
    `connect-src ${source}`,
  ].join('; ')
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<title>Event Graph</title>
<link rel="stylesheet" href="${escapeAttribute(style)}">
</head>
<body data-fanout-view="graph">
<script nonce="${nonce}" src="${escapeAttribute(script)}"></script>
</body>
</html>
`
}

function newNonce(): string {
  return randomBytes(18).toString('base64url')
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
