import { readFileSync } from 'node:fs'

interface Settings {
  readonly audit: { readonly queue: string }
  readonly resize: { readonly capacity: number; readonly workers: number; readonly milliseconds: number }
  readonly email: { readonly attempts: number }
}

export const settings = JSON.parse(readFileSync(new URL('../settings.json', import.meta.url), 'utf8')) as Settings
