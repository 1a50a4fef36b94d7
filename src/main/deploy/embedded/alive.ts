export const isAlive = (pid: number): boolean => signal(pid, 0)

/** False when that process has ended already. */
export function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, what)
  } catch {
    return false
  }
}
