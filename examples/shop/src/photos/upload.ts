import { EventEmitter } from 'node:events'
import { recordAudit } from '../audit/auditLog.ts'
import type { Photo } from '../messaging/events.ts'
import { Queues } from '../messaging/names.ts'
import { resizeImage } from '../messaging/queues.ts'
import { countSent } from '../metrics.ts'

/** Tells of each photo that arrived: `uploaded`. */
export const uploads = new EventEmitter()

let lastId = 0

/** Returns when there is room for the photo: the customer's browser shows a spinner until then. */
export async function uploadPhoto(owner: string): Promise<void> {
  const id = ++lastId
  const photo: Photo = { id, owner, bytes: 200_000 + ((id * 7919) % 1_000_000) }
  await resizeImage.send(photo)
  countSent(Queues.resizeImage)
  uploads.emit('uploaded', photo)
  countSent('uploaded')
  if (id % 10 === 0) recordAudit(`photo ${id} of ${owner}`)
}
