import { EventEmitter } from 'node:events'

export class Lamp extends EventEmitter {
  flash() {
    this.emit('lit', Date.now())
  }
}
