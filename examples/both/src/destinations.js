'use strict'
const { EventBus, Queue } = require('fanout')

exports.tasks = new Queue('tasks', { capacity: 0 })
exports.bus = new EventBus('both')
