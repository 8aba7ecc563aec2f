import { pause } from '../pause.ts'

/** The mail server that our provider runs: some addresses bounce, and now and then it wants to be asked twice. */
export async function deliver(to: string, attempt: number): Promise<void> {
  await pause(90)
  if (to.startsWith('bounce')) throw new Error(`550 ${to}: no such mailbox`)
  if (to.startsWith('busy') && attempt === 1) throw new Error('421 try again later')
}
