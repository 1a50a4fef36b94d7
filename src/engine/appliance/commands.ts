/** Says a line to whoever typed the command. */
export interface Terminal {
  say(line: string): void
  complain(line: string): void
}

/** Resolves to the exit code. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>

/** What `callwright-engine NAME` does besides running the engine; loaded when asked for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  health: async () => (await import('./health-command.ts')).healthCommand,
  setup: async () => (await import('./setup-command.ts')).setupCommand,
  doctor: async () => (await import('./doctor-command.ts')).doctorCommand,
  backup: async () => (await import('./backup-commands.ts')).backupCommand,
  restore: async () => (await import('./backup-commands.ts')).restoreCommand,
  fits: async () => (await import('./fits-command.ts')).fitsCommand,
}
