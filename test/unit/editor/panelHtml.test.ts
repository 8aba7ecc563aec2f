import { describe, expect, it } from 'vitest'
import { panelHtml } from '../../../src/extension/editor/panelHtml.ts'

const resources = {
  source: 'https://res.example',
  script: 'https://res.example/main.js',
  style: 'https://res.example/a"b.css',
}

describe('the page of the panel', () => {
  it('runs one script, known by its nonce, and loads nothing from elsewhere', () => {
    const html = panelHtml(resources, 'abc')
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`script-src 'nonce-abc'`)
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).toContain('<script nonce="abc" src="https://res.example/main.js">')
    expect(html).toContain('<body data-fanout-view="graph">')
    expect(html).toContain('a&quot;b.css')
  })

  it('has another nonce each time', () => {
    expect(panelHtml(resources)).not.toBe(panelHtml(resources))
  })
})
