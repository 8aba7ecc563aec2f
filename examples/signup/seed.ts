// A line for line port of the Go program: an event bus, two services, one sign-up.
import { EventBus } from 'fanout'

// Event types
const UserCreated = 'UserCreated'
const OrderPlaced = 'OrderPlaced'

interface Events {
  [UserCreated]: string
  [OrderPlaced]: string
}

// Services
function emailService(data: string): void {
  console.log(`[Email] Sending welcome email to ${data}`)
}

function analyticsService(data: string): void {
  console.log(`[Analytics] Tracking sign-up for ${data}`)
}

const bus = new EventBus<Events>()

// Wiring
bus.subscribe(UserCreated, emailService)
bus.subscribe(UserCreated, analyticsService)

// Execution
console.log('--- Registering User ---')
// UserService just publishes. It doesn't know about Email or Analytics.
void bus.publish(UserCreated, 'alice@example.com')

// Wait for the handlers
await bus.idle()
