import type { FieldDescriptor } from '../../callflow/design/describe.ts'
import { linearRegex } from '../../callflow/numbering/linear-regex.ts'

/** Why an expression, or the first such of a list, cannot be read, in a sentence; undefined for readable ones and for other fields. */
export function expressionProblem({ control }: Pick<FieldDescriptor, 'control'>, value: unknown): string | undefined {
  if (control !== 'regex') return undefined
  const sources: readonly unknown[] = Array.isArray(value) ? value : [value]
  for (const source of sources) {
    if (typeof source !== 'string' || source === '') continue
    const compiled = linearRegex(source)
    if (!compiled.ok)
      return `${Array.isArray(value) ? `${source} cannot be read` : 'Cannot be read'}: ${compiled.error}.`
  }
  return undefined
}
