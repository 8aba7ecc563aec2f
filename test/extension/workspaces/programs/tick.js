import { existsSync } from 'node:fs'
import { Lamp } from './lamp.js'

/** Flashes until a file of that name appears, then says how often and ends with 7. */
const lamp = new Lamp()
let seen = 0
lamp.on('lit', () => {
  seen++
})
const timer = setInterval(() => {
  lamp.flash()
  if (!existsSync(process.argv[2])) return
  clearInterval(timer)
  console.log(`lit ${seen} times`)
  process.exitCode = 7
}, 5)
