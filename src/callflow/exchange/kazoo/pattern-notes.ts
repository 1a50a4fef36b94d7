import type { Account, Callflow } from '../../design/document.ts'
import { linearRegex } from '../../numbering/linear-regex.ts'
import { titleOf } from './losses.ts'

/** Patterns of a callflow that win or capture otherwise at Kazoo, in words; none where the account's mode is Kazoo's own. */
export function patternNotes({ patterns }: Callflow, account: Account | undefined): string[] {
  if (account?.patternMode === 'longest-group') return []
  return patterns.flatMap((source) => {
    const groups = groupCount(source)
    if (groups === undefined || groups === 1) return []
    const counts = groups === 0 ? 'everything it matches' : `only the longest of its ${groups} groups`
    return [`pattern ${source}: to Kazoo ${counts} is captured, and the pattern that captures most wins`]
  })
}

/** Steps that call what the pattern captured, where Kazoo calls what was dialled; in words. Read or written, it is the same. */
export function capturedNotes({ patterns, nodes }: Callflow): string[] {
  if (!patterns.some((source) => (groupCount(source) ?? 0) > 0)) return []
  return Object.values(nodes)
    .filter(({ type, disabled, settings }) => carriers.includes(type) && !disabled && (settings.number ?? '') === '')
    .map(
      (node) => `${titleOf(node)}: Kazoo calls the number as it was dialled; here what the pattern captured is called`,
    )
}

const carriers = ['account-carrier', 'global-carrier']

/** Undefined for an expression that cannot be read. */
function groupCount(source: string): number | undefined {
  const orNothing = linearRegex(`${source}|`)
  return orNothing.ok ? orNothing.regex.match('')?.length : undefined
}
