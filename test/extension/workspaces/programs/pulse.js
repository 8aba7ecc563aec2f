import { setTimeout as delay } from 'node:timers/promises'
import { Queue } from '../../../../dist/runtime/index.js'

/** Sends a message now and then, at no round interval, and says when. Nobody takes them: the depth is how many were sent. */
const queue = new Queue('pulse', { capacity: 100 })
for (let sent = 1; sent <= 15; sent++) {
  await delay(230 + ((sent * 97) % 140))
  const at = Date.now()
  await queue.send(sent)
  console.log(`sent ${sent} at ${at}`)
}
await delay(1000)
