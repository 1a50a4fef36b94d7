import type { Menu } from '../../design/document.ts'
import { linearRegex, matchesRegex } from '../../numbering/linear-regex.ts'

/** Whether callers in a menu may dial an extension: an empty expression allows everything, one that cannot be read nothing. */
export const mayHunt = ({ huntAllow, huntDeny }: Pick<Menu, 'huntAllow' | 'huntDeny'>, digits: string): boolean =>
  (huntAllow === '' || matchesRegex(huntAllow, digits)) && !isRefused(huntDeny, digits)

/** What was to be refused is not known where the expression cannot be read, so nothing is let through. */
function isRefused(huntDeny: string, digits: string): boolean {
  if (huntDeny === '') return false
  const compiled = linearRegex(huntDeny)
  return !compiled.ok || compiled.regex.match(digits) !== undefined
}
