import { amqplib } from './amqplib.ts'
import { aws } from './aws.ts'
import { azure } from './azure.ts'
import { bull } from './bull.ts'
import { bullmq } from './bullmq.ts'
import { cloudevents } from './cloudevents.ts'
import { dapr } from './dapr.ts'
import { effect } from './effect.ts'
import { electron } from './electron.ts'
import { emitterTwins } from './emitterTwins.ts'
import { eventemitter2 } from './eventemitter2.ts'
import { eventTarget } from './eventTarget.ts'
import { evt } from './evt.ts'
import { fanout } from './fanout.ts'
import { google } from './google.ts'
import { graphqlSubscriptions } from './graphqlSubscriptions.ts'
import { jobQueues } from './jobQueues.ts'
import { kafka } from './kafka.ts'
import { lambda } from './lambda.ts'
import { medusa } from './medusa.ts'
import { moleculer } from './moleculer.ts'
import { nats } from './nats.ts'
import { nestBull } from './nestBull.ts'
import { nestCqrs } from './nestCqrs.ts'
import { nestEventEmitter } from './nestEventEmitter.ts'
import { nestMicroservices } from './nestMicroservices.ts'
import { nodeEvents } from './nodeEvents.ts'
import { nodeStream } from './nodeStream.ts'
import { ownEmitter } from './ownEmitter.ts'
import { pageEvents } from './pageEvents.ts'
import { processes } from './processes.ts'
import { rabbitmqs } from './rabbitmqs.ts'
import { realtimeServices } from './realtimeServices.ts'
import { redis } from './redis.ts'
import { rxjs } from './rxjs.ts'
import { smallBuses } from './smallBuses.ts'
import { socketio } from './socketio.ts'
import { taskQueues } from './taskQueues.ts'
import { temporal } from './temporal.ts'
import { vscode } from './vscode.ts'
import { vueBus } from './vueBus.ts'
import { webSockets } from './webSockets.ts'
import { workers } from './workers.ts'
import { zeromq } from './zeromq.ts'
import type { Detector } from './detector.ts'

/** Where two know the same module's class, the earlier one speaks. */
export const detectors: readonly Detector[] = [
  fanout,
  nodeEvents,
  nodeStream,
  ...emitterTwins,
  eventemitter2,
  ownEmitter,
  nestEventEmitter,
  eventTarget,
  pageEvents,
  nestCqrs,
  nestMicroservices,
  ...nestBull,
  bullmq,
  bull,
  ...jobQueues,
  ...taskQueues,
  amqplib,
  ...rabbitmqs,
  ...kafka,
  ...redis,
  ...nats,
  ...aws,
  lambda,
  ...google,
  ...azure,
  ...socketio,
  ...realtimeServices,
  webSockets,
  workers,
  processes,
  electron,
  ...vscode,
  ...graphqlSubscriptions,
  rxjs,
  ...smallBuses,
  evt,
  vueBus,
  zeromq,
  moleculer,
  medusa,
  effect,
  dapr,
  temporal,
  cloudevents,
]
