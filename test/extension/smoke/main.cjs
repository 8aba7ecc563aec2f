const { commands, window } = require('vscode')

exports.activate = (context) => {
  context.subscriptions.push(
    commands.registerCommand('smoke.show', () => {
      const panel = window.createWebviewPanel('smoke', 'Smoke', 1, { enableScripts: true })
      panel.webview.html = `<!doctype html>
<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-smoke'"></head>
<body data-fanout-view="graph"><label>Name <input id="name"></label> <button id="greet">Greet</button> <p id="greeting"></p>
<script nonce="smoke">
  document.getElementById('greet').onclick = () => {
    document.getElementById('greeting').textContent = 'Hello, ' + document.getElementById('name').value
  }
</script></body></html>`
    }),
  )
}
