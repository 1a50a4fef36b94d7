import { create } from 'zustand'
import type { CallTestResult } from '../../callflow/prove/run-test.ts'
import { listed } from '../../callflow/prove/test-words.ts'
import type { DeployProgress, EngineStatus } from '../../main/api/target-contract.ts'
import { api } from '../api/client.ts'
import { type Refusal, RefusalError, refusalOf } from '../api/refusal.ts'
import { failingCallTests } from '../store/call-tests.ts'
import { allSaved } from '../store/design.ts'
import { receiveStatus } from '../store/live.ts'
import { target, useTarget } from '../store/target.ts'
import { toast } from '../ui/toast.tsx'

/** Something that was asked for and costs something: what, and how to go on all the same. */
export interface EngineQuestion {
  readonly title: string
  readonly words: string
  readonly goOn: string
  /** Nobody goes on without saying why; it stands in the list of deployments. */
  readonly asksWhy?: true
  readonly act: (why: string) => Promise<void>
}

/** What is asked now. */
export const useEngineQuestion = create<{ readonly question: EngineQuestion | null }>()(() => ({ question: null }))

export const dropQuestion = (): void => useEngineQuestion.setState({ question: null })

export const startEngine = (): Promise<void> => act(() => api().targets.start(target()))

export const stopEngine = (evenWithCalls = false): Promise<void> =>
  act(
    () => api().targets.stop({ ...target(), evenWithCalls }),
    undefined,
    (refusal) =>
      callsIn(refusal, {
        title: 'Stop the engine?',
        cost: (them) => `Stopping ends ${them}.`,
        goOn: 'Stop anyway',
        act: () => stopEngine(true),
      }),
  )

export const rollBackEngine = (evenWithCalls = false): Promise<void> =>
  act(
    () => api().targets.rollBack({ ...target(), evenWithCalls }),
    'The engine runs the version before',
    (refusal) =>
      callsIn(refusal, {
        title: 'Roll back?',
        cost: () => 'What is up goes on with the version it began with; new calls get the version before.',
        goOn: 'Roll back anyway',
        act: () => rollBackEngine(true),
      }),
  )

/** The plan of a deployment, to be looked at before it is done. */
export const useDeployDialog = create<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }))

export const openDeployDialog = (isOpen = true): void => useDeployDialog.setState({ isOpen })

/** Sends the design as saved, with what was typed last; to an appliance once its plan was looked at. */
export async function syncEngine(sure: Wish = { evenWithCalls: false, evenFromOther: false }): Promise<void> {
  if (useTarget.getState().about?.kind === 'appliance') return openDeployDialog()
  const failing = sure.note === undefined ? await failingCallTests() : []
  if (failing.length > 0) {
    const question: EngineQuestion = {
      title: 'Sync although call tests fail?',
      words: failingWords(failing),
      goOn: 'Sync anyway',
      asksWhy: true,
      act: (why) => syncEngine({ ...sure, note: why }),
    }
    return useEngineQuestion.setState({ question })
  }
  await act(
    () => deploying(sure),
    'The engine runs the design as it is now',
    (refusal) => {
      if (refusal.code === 'RUNS_OTHER') {
        return {
          title: 'Move the engine to this design?',
          words: `${refusal.message} Phones have to register again, and messages stay with that design.`,
          goOn: 'Move it here',
          act: () => syncEngine({ ...sure, evenFromOther: true }),
        }
      }
      return callsIn(refusal, {
        title: 'Move the engine to this design?',
        cost: (them) => `Moving the engine ends ${them}.`,
        goOn: 'Move it anyway',
        act: () => syncEngine({ ...sure, evenWithCalls: true, evenFromOther: true }),
      })
    },
  )
}

/** Does a plan that was looked at, whatever it says. True: it runs. */
export async function deployPlan(planId: string, note: string): Promise<boolean> {
  let isDone = false
  await act(
    async () => {
      const status = await deploying({ evenWithCalls: true, evenFromOther: true, note }, planId)
      isDone = true
      return status
    },
    `${useTarget.getState().about?.name ?? 'The engine'} runs the design as it was planned`,
  )
  return isDone
}

/** `2 call tests fail: A and B.` */
export function failingWords(failing: readonly CallTestResult[]): string {
  const fail = failing.length === 1 ? 'A call test fails' : `${failing.length} call tests fail`
  return `${fail}: ${listed(
    failing.map(({ test }) => test.name),
    4,
  )}.`
}

interface Deploying {
  /** Null in the first second: short work needs no telling. */
  readonly progress: DeployProgress | null
  readonly stop: (() => void) | null
}

const idle: Deploying = { progress: null, stop: null }
const TELL_AFTER_MS = 1_000

/** How far a sync is, and how to stop it. */
export const useDeploying = create<Deploying>()(() => idle)

interface Wish {
  readonly evenWithCalls: boolean
  readonly evenFromOther: boolean
  readonly note?: string
}

/** Without a plan, by a new one. */
async function deploying(wish: Wish, planned?: string): Promise<EngineStatus> {
  const stopping = new AbortController()
  const startedMs = performance.now()
  useDeploying.setState({ progress: null, stop: () => stopping.abort() })
  try {
    if (planned === undefined) await allSaved()
    const planId = planned ?? (await api().targets.plan(target())).planId
    const { signal } = stopping
    for await (const event of await api().targets.apply({ ...target(), ...wish, planId }, { signal })) {
      if (event.kind === 'applied') return event.status
      if (performance.now() - startedMs > TELL_AFTER_MS) useDeploying.setState({ progress: event })
    }
    throw new RefusalError({ code: 'SYNC_FAILED', message: 'The sync ended before it was done.', data: undefined })
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    throw new RefusalError({ code: 'STOPPED', message: 'Stopped. The engine runs what it ran.', data: undefined })
  } finally {
    useDeploying.setState(idle)
  }
}

type Ask = (refusal: Refusal) => EngineQuestion | undefined

async function act(ask: () => Promise<EngineStatus>, done?: string, question: Ask = () => undefined): Promise<void> {
  try {
    receiveStatus(await ask())
    if (done) toast.done(done)
  } catch (error) {
    const refusal = refusalOf(error)
    const asked = question(refusal)
    if (asked) useEngineQuestion.setState({ question: asked })
    else toast.error(refusal.message)
  }
}

type AboutCalls = Omit<EngineQuestion, 'words'> & { readonly cost: (them: 'it' | 'them') => string }

/** As a question, when it was calls that are up. */
function callsIn({ code, message, data }: Refusal, { cost, ...question }: AboutCalls): EngineQuestion | undefined {
  if (code !== 'CALLS_UP') return undefined
  const isOne = typeof data === 'object' && data !== null && Reflect.get(data, 'calls') === 1
  return { ...question, words: `${message} ${cost(isOne ? 'it' : 'them')}` }
}
