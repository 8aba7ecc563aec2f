// A line for line port of the Go program: unbuffered channels as a queue, and as subscribers.
import { Queue } from 'fanout'

async function main(): Promise<void> {
  // 1. Message queue. Only one worker will receive "Task 1".
  const queue = new Queue<string>('queue', { capacity: 0 })
  void receive(queue, 'Worker A got:')
  void receive(queue, 'Worker B got:')

  await queue.send('Task 1') // Only A or B will print this. Not both.

  // 2. Pub/Sub (a list of queues). Both subscribers will receive "Event 1".
  const subA = new Queue<string>('subA', { capacity: 0 })
  const subB = new Queue<string>('subB', { capacity: 0 })

  void receive(subA, 'Sub A got:')
  void receive(subB, 'Sub B got:')

  const msg = 'Event 1'
  await subA.send(msg)
  await subB.send(msg)
}

async function receive(queue: Queue<string>, label: string): Promise<void> {
  const delivery = await queue.receive()
  if (delivery !== undefined) console.log(label, delivery.body)
}

void main()
