/** `npx tsx scripts/gallery/icon.ts`: media/icon.png, which the marketplace shows, from its drawing. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../bundles.ts'
import { launchChromium } from './harness/page.ts'

const browser = await launchChromium()
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } })
  const drawing = await readFile(path.join(root, 'media', 'icons', 'marketplace.svg'), 'utf8')
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`)
  await page.screenshot({ path: path.join(root, 'media', 'icon.png'), omitBackground: true })
} finally {
  await browser.close()
}
