'use strict'
const { books } = require('./books')
const { bus } = require('./destinations')

/** Each of the two gets every message. */
function subscribeBoth() {
  bus.subscribe('Message', subA)
  bus.subscribe('Message', subB)
}

function subA(message) {
  console.log(`Sub A got: ${message}`)
  books['Message/subA'].handled++
}

function subB(message) {
  console.log(`Sub B got: ${message}`)
  books['Message/subB'].handled++
}

module.exports = { subscribeBoth }
