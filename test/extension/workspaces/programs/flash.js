import { writeFileSync } from 'node:fs'
import { Lamp } from './lamp.js'

/** Flashes five times and ends, leaving what it printed in a file if one is named. */
const lamp = new Lamp()
let seen = 0
lamp.on('lit', () => {
  seen++
})
for (let i = 0; i < 5; i++) lamp.flash()
const text = `lit ${seen} times`
console.log(text)
if (process.argv[2]) writeFileSync(process.argv[2], text)
