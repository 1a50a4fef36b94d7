import { Variable } from 'lucide-react'
import { useMemo } from 'react'
import { variablesOf } from '../../callflow/check/variable-checks.ts'
import { standInFor, variableOfStandIn } from '../../callflow/design/variables.ts'
import { builtInVariables } from '../../callflow/run/call-variables.ts'
import { useDesignSnapshot } from '../store/design.ts'
import type { ComboboxOption } from '../ui/combobox.tsx'
import { byWords } from '../ui/table-sort.ts'

/** Variables of every call that may name somebody, by a number. */
const naming: Readonly<Record<string, string>> = {
  'dialled-number': 'every call',
  'captured-1': 'behind a code',
}

/** Variables a reference can be read from (M37): those that some step sets, the one chosen now, and what every call has. */
export function useVariableOptions(value: string | null): readonly ComboboxOption[] {
  const design = useDesignSnapshot()
  return useMemo(() => {
    const set = [...variablesOf(design)].filter((name) => !Object.hasOwn(builtInVariables, name)).toSorted(byWords)
    const own = variableOfStandIn(value ?? '')
    const names = new Set([...(own === undefined ? [] : [own]), ...set, ...Object.keys(naming)])
    return [...names].map((name) => ({
      value: standInFor(name),
      label: name,
      icon: Variable,
      ...(naming[name] === undefined ? {} : { aside: naming[name] }),
    }))
  }, [design, value])
}
