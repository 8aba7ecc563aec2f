import type { Photo } from '../messaging/events.ts'
import { countHandled } from '../metrics.ts'
import { uploads } from './upload.ts'

const bytesOf = new Map<string, number>()

export function startQuota(): void {
  uploads.on('uploaded', addToQuota)
}

function addToQuota({ owner, bytes }: Photo): void {
  bytesOf.set(owner, (bytesOf.get(owner) ?? 0) + bytes)
  countHandled('uploaded')
}
