/** `bad`: calls do not work, or not long any more. `doubtful`: some may not. */
export type Verdict = 'good' | 'doubtful' | 'bad'

export interface Finding {
  readonly verdict: Verdict
  /** What was looked at and how it is, a sentence. */
  readonly sentence: string
  /** What to do about it; empty where all is well. */
  readonly advice: string
}

export const good = (sentence: string): Finding => ({ verdict: 'good', sentence, advice: '' })
export const doubtful = (sentence: string, advice: string): Finding => ({ verdict: 'doubtful', sentence, advice })
export const bad = (sentence: string, advice: string): Finding => ({ verdict: 'bad', sentence, advice })

/** 0 all well, 1 something doubtful, 2 something bad. */
export function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ verdict }) => verdict === 'bad')) return 2
  return findings.some(({ verdict }) => verdict === 'doubtful') ? 1 : 0
}
