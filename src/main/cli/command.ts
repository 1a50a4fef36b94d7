/** What a command says and how it ends. */
export interface CommandResult {
  readonly output: string
  /** Notes for people, on standard error, so that `--json` stays parseable. */
  readonly notes?: readonly string[]
  /** 0 all is well, 1 the command found something wrong with the design or the call, 2 it could not do what was asked. */
  readonly exitCode: 0 | 1 | 2
}

/** The words on the command line do not fit; the message says which. */
export class UsageError extends Error {
  readonly code = 'USAGE'
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
