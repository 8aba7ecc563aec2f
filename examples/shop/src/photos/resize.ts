import { announce } from '../messaging/bus.ts'
import type { Photo } from '../messaging/events.ts'
import { Queues, Topics } from '../messaging/names.ts'
import { resizeDead, resizeImage } from '../messaging/queues.ts'
import { counted } from '../metrics.ts'
import { pause } from '../pause.ts'
import { settings } from '../settings.ts'

const sizes = [160, 640, 1920]
const attempts = 2

export function startResizing(): void {
  resizeImage.consume(resizeWorker, {
    concurrency: settings.resize.workers,
    retry: { attempts, backoff: 'fixed', delay: 500 },
    deadLetter: resizeDead,
    use: [counted(Queues.resizeImage, { queue: Queues.resizeDead, attempts })],
  })
}

async function resizeWorker(photo: Photo): Promise<void> {
  await pause(settings.resize.milliseconds)
  if (photo.id % 20 === 13) throw new Error(`photo ${photo.id} is no JPEG`)
  announce(Topics.photoResized, { photo, sizes })
}
