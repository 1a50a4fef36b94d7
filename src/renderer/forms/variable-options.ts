import { Variable } from 'lucide-react'
import { useMemo } from 'react'
import { variablesOf } from '../../callflow/check/variable-checks.ts'
import { standInFor, variableOfStandIn } from '../../callflow/design/variables.ts'
import { builtInVariables } from '../../callflow/run/call-variables.ts'
import { useDesignSnapshot } from '../store/design.ts'
import type { ComboboxOption } from '../ui/combobox.tsx'
import { byWords } from '../ui/table-sort.ts'

/** Built-in variables that may name somebody by a number. */
const numbers = ['captured-1', 'dialled-number']

/** "Use variable x" for a field that can be bound (M37): every variable that some step sets, and the one chosen now. */
export function useVariableOptions(isBindable: boolean, value: string | null): readonly ComboboxOption[] {
  const design = useDesignSnapshot()
  return useMemo(() => {
    if (!isBindable) return []
    const set = [...variablesOf(design)].filter((name) => !Object.hasOwn(builtInVariables, name)).toSorted(byWords)
    const own = variableOfStandIn(value ?? '')
    const names = new Set([
      ...(own === undefined ? [] : [own]),
      ...set,
      ...(set.length > 0 || own !== undefined ? numbers : []),
    ])
    return [...names].map((name) => ({ value: standInFor(name), label: `Variable ${name}`, icon: Variable }))
  }, [design, isBindable, value])
}
