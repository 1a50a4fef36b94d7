import type { EditRequest } from './save-queue.ts'

/** Changes that undo took back before they were saved, for redo. The file knows nothing of them. */
export interface TakenBack {
  /** The one taken back last is the last. */
  readonly requests: readonly EditRequest[]
  /** Undo steps taken since in the file, which redo does first. */
  readonly undoneInFile: number
}

export const nothingTakenBack: TakenBack = { requests: [], undoneInFile: 0 }

export function withTaken(state: TakenBack, request: EditRequest): TakenBack {
  return { requests: [...state.requests, request], undoneInFile: 0 }
}

export function withUndoneInFile(state: TakenBack): TakenBack {
  return state.requests.length === 0 ? state : { ...state, undoneInFile: state.undoneInFile + 1 }
}

export function withRedoneInFile(state: TakenBack): TakenBack {
  return { ...state, undoneInFile: Math.max(0, state.undoneInFile - 1) }
}

/** What redo makes again here; undefined when the file's own comes first or there is none. */
export function toRedoHere(state: TakenBack): EditRequest | undefined {
  return state.undoneInFile === 0 ? state.requests.at(-1) : undefined
}

export function withRedoneHere(state: TakenBack): TakenBack {
  return { ...state, requests: state.requests.slice(0, -1) }
}
