import { bus } from '../messaging/bus.ts'
import type { Photo } from '../messaging/events.ts'
import { Topics } from '../messaging/names.ts'
import { counted } from '../metrics.ts'

const galleries = new Map<string, Photo[]>()

export function startGallery(): void {
  bus.subscribe(Topics.photoResized, addToGallery, {
    name: 'gallery',
    use: [counted(`${Topics.photoResized}/gallery`)],
  })
}

function addToGallery({ photo }: { photo: Photo }): void {
  const photos = galleries.get(photo.owner) ?? []
  galleries.set(photo.owner, [...photos, photo].slice(-50))
}
