import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { folderOf, programs, start, type Totals } from './exampleLab.ts'

/** What must hold of the books of a program that worked off all it accepted. */
const books: Readonly<Record<string, (totals: Totals) => void>> = {
  Burst: (totals) => expect(totals).toEqual({ resize: { sent: 10, handled: 10, failed: 0 } }),
  'Narrow (the producer waits)'({ narrow }) {
    // Three workers take two jobs a second each; three more are taken at once and three wait.
    expect(narrow!.sent).toBeGreaterThan(9)
    expect(narrow).toMatchObject({ handled: narrow!.sent, failed: 0 })
  },
  Both(totals) {
    const { sent } = totals['tasks']!
    expect(sent).toBeGreaterThan(3)
    expect(totals).toEqual({
      tasks: { sent, handled: sent, failed: 0 },
      Message: { sent, handled: 0, failed: 0 },
      'Message/subA': { sent: 0, handled: sent, failed: 0 },
      'Message/subB': { sent: 0, handled: sent, failed: 0 },
    })
  },
  'Sign-up'(totals) {
    for (const topic of ['UserCreated', 'OrderPlaced']) {
      const { sent } = totals[topic]!
      expect(sent).toBeGreaterThan(0)
      for (const service of ['email', 'analytics'])
        expect(totals[`${topic}/${service}`], service).toEqual({ sent: 0, handled: sent, failed: 0 })
    }
  },
  Shop(totals) {
    const sent = (name: string): number => totals[name]?.sent ?? 0
    const handled = (name: string): number => totals[name]?.handled ?? 0
    expect(sent('OrderPlaced')).toBeGreaterThan(5)
    for (const follower of ['analytics', 'billing'])
      expect(handled(`OrderPlaced/${follower}`), follower).toBe(sent('OrderPlaced'))
    expect(handled('OrderPlaced/email') + sent('email.dead')).toBe(sent('OrderPlaced'))
    for (const queue of ['payment', 'ship-order']) expect(handled(queue), queue).toBe(sent('OrderPlaced'))
    expect(sent('PaymentCaptured')).toBe(sent('payment'))
    expect(handled('resize-image') + sent('resize.dead')).toBe(sent('resize-image'))
    expect(sent('PhotoResized')).toBe(handled('resize-image'))
    expect(handled('uploaded')).toBe(sent('resize-image'))
    expect(handled('audit-eu-west')).toBe(sent('audit-eu-west'))
    expect(totals).not.toHaveProperty('import-rows')
  },
}

describe('an example keeps its own books, run alone', () => {
  it.concurrent.each(programs)('$launch', async (program) => {
    const { code, stderr, totals } = await (await start(program, { seconds: 2.2, ending: 'drain' })).ended
    expect(code, stderr).toBe(0)
    books[program.launch]!(totals)
  })

  it.concurrent.each([
    { ending: 'exit', code: 0 },
    { ending: 'throw', code: 1 },
  ] as const)('also when it ends by $ending', async ({ ending, code }) => {
    const ended = await (await start(programs[1]!, { seconds: 1.2, ending })).ended
    expect(ended.code).toBe(code)
    expect(ended.totals['narrow']!.sent).toBeGreaterThan(ended.totals['narrow']!.handled)
  })
})

describe('a seed says what its Go program says', () => {
  it('burst: a burst that is accepted before it is worked off', () => {
    const lines = seed('burst', 'seed.ts')
    expect(lines.filter((line) => line.startsWith('[Producer] Enqueued Job'))).toHaveLength(10)
    expect(
      lines
        .filter((line) => line.startsWith('[Worker'))
        .map(jobOf)
        .toSorted(byNumber),
    ).toEqual(Array.from({ length: 10 }, (_, index) => index + 1))
    expect(lines[0]).toBe('--- Bursting 10 Jobs ---')
    expect(lines.slice(0, lines.indexOf('--- Producer Done ---')).filter((line) => line.startsWith('[W'))).toHaveLength(
      3,
    )
  })

  it('signup: both services hear of the user', () => {
    expect(seed('signup', 'seed.ts')).toEqual([
      '--- Registering User ---',
      '[Email] Sending welcome email to alice@example.com',
      '[Analytics] Tracking sign-up for alice@example.com',
    ])
  })

  it('both: one worker gets the task, both subscribers the event', () => {
    const [task, ...events] = seed('both', 'seed.ts')
    expect(task).toMatch(/^Worker [AB] got: Task 1$/)
    expect(events.toSorted()).toEqual(['Sub A got: Event 1', 'Sub B got: Event 1'])
  })
})

function seed(example: string, file: string): string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: folderOf(example),
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  return stdout.trim().split('\n')
}

const jobOf = (line: string): number => Number(/Job (\d+)/.exec(line)?.[1])

const byNumber = (a: number, b: number): number => a - b
