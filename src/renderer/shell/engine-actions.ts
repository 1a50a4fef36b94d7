import type { EngineStatus } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { allSaved } from '../store/design.ts'
import { receiveStatus } from '../store/live.ts'
import { toast } from '../ui/toast.tsx'

export const startEngine = (): Promise<void> => act(() => api().engine.start())
export const stopEngine = (): Promise<void> => act(() => api().engine.stop())
export const rollBackEngine = (): Promise<void> =>
  act(() => api().engine.rollBack(), 'The engine runs the version before')

/** Sends the design as saved, with what was typed last. */
export async function syncEngine(): Promise<void> {
  await act(async () => {
    await allSaved()
    return api().engine.sync()
  }, 'The engine runs the design as it is now')
}

async function act(ask: () => Promise<EngineStatus>, done?: string): Promise<void> {
  try {
    receiveStatus(await ask())
    if (done) toast.done(done)
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}
