import type { EngineStatus } from '../api/target-contract.ts'

type Status = Pick<EngineStatus, 'state' | 'health'>

/** Closing the last window ends no call: with an engine that runs a design the app goes on in the tray, until somebody quits it. */
export function staysWithoutWindow(platform: NodeJS.Platform, statuses: readonly Status[]): boolean {
  return platform === 'darwin' || statuses.some(({ health }) => health?.activeBundle)
}

/** What must be asked before the app ends; null when it costs nothing. The answers are in this order. */
export function quitQuestion(statuses: readonly Status[]): QuitQuestion | null {
  const calls = statuses.reduce((sum, { health }) => sum + (health?.activeCalls ?? 0), 0)
  if (calls === 0) return null
  return {
    message: calls === 1 ? 'One call is up.' : `${calls} calls are up.`,
    detail: 'The engine can go on by itself. Callwright finds it again when it is opened.',
    buttons: ['Leave the engine running', calls === 1 ? 'End it and quit' : 'End them and quit', 'Cancel'],
  }
}

export interface QuitQuestion {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly [leave: string, end: string, cancel: string]
}

export const quitAnswers = ['leave', 'end', 'cancel'] as const
export type QuitAnswer = (typeof quitAnswers)[number]
