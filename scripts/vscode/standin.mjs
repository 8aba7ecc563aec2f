#!/usr/bin/env node
// The executable that is given to test runners in place of desktop VS Code's.
import { register } from 'tsx/esm/api'

register()
await import('./standin.ts')
