import { createInterface } from 'node:readline'
import { EventBus } from 'fanout'
import { AnalyticsService } from './analyticsService.ts'
import { keepBooks } from './books.ts'
import { EmailService } from './emailService.ts'
import type { SignupEvents } from './events.ts'
import { OrderService } from './orderService.ts'
import { UserService } from './userService.ts'

const { EXAMPLE_SECONDS: seconds = '16', EXAMPLE_END: end = 'drain' } = process.env

const bus = new EventBus<SignupEvents>('signup')
const users = new UserService(bus)
const orders = new OrderService(bus)
const email = new EmailService(bus)
new AnalyticsService(bus)

keepBooks()
let number = 0
const visitors = setInterval(visit, 250)
const outage = setTimeout(() => email.takeDown(), 4000)
const repair = setTimeout(() => email.bringUp(), 10_000)
setTimeout(endOfDay, Number(seconds) * 1000)
const commands = process.stdin.isTTY ? createInterface({ input: process.stdin }) : undefined
commands?.on('line', (line) => (line.trim() === 'down' ? email.takeDown() : email.bringUp()))

function visit(): void {
  const name = `user-${++number}@example.com`
  users.register(name)
  if (number % 3 === 0) orders.place(name, 'a print')
}

function endOfDay(): void {
  if (end === 'exit') process.exit(0)
  if (end === 'throw') throw new Error('the sign-up page is gone')
  void close()
}

/** Nothing that was accepted is lost: the mails are sent first. */
async function close(): Promise<void> {
  for (const timer of [visitors, outage, repair]) clearTimeout(timer)
  commands?.close()
  email.bringUp()
  await bus.close()
}
