import { fanout } from './fanout.ts'
import { nodeEvents } from './nodeEvents.ts'
import type { Detector } from './detector.ts'

export const detectors: readonly Detector[] = [fanout, nodeEvents]
