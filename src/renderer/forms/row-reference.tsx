import { useState } from 'react'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { variableOfStandIn } from '../../callflow/design/variables.ts'
import { useDocument } from '../store/design.ts'
import { DocumentName } from './document-name.tsx'
import { ReferencePicker } from './reference-picker.tsx'
import { ByVariableToggle, VariablePicker } from './variable-picker.tsx'

export interface RowReferenceProps {
  readonly id: string
  readonly kinds: readonly DocumentKind[]
  /** Elements of the list that cannot be chosen twice. */
  readonly except: readonly string[]
  /** A setting of a step: the row can name a variable of the call instead (M37). */
  readonly bindable: boolean
  readonly onChange: (id: string) => void
}

/** Whom or what one row of a list names: a document as it is called, or the variable that names it. */
export function RowReference({ id, kinds, except, bindable, onChange }: RowReferenceProps) {
  const isBound = variableOfStandIn(id) !== undefined
  // Switched, but nothing chosen yet: the list keeps what it had until then.
  const [switched, setSwitched] = useState(false)
  const byVariable = isBound !== switched
  const name = useRowName(id)
  const choose = (next: string | null) => {
    if (next === null) return
    setSwitched(false)
    onChange(next)
  }
  if (!bindable) return <DocumentName id={id} />
  return (
    <div className="flex min-w-0 items-center gap-1">
      <div className="min-w-0 flex-1">
        {byVariable ? (
          <VariablePicker aria-label={`Variable instead of ${name}`} value={id} onChange={choose} />
        ) : isBound ? (
          <ReferencePicker
            aria-label={`Instead of ${name}`}
            kinds={kinds}
            except={except}
            value={null}
            onChange={choose}
          />
        ) : (
          <DocumentName id={id} />
        )}
      </div>
      <ByVariableToggle of={name} pressed={byVariable} onToggle={() => setSwitched(!switched)} />
    </div>
  )
}

/** What a row is called where it must be told from others: to screen readers, in labels of its buttons. */
export function useRowName(id: string): string {
  const document = useDocument(id)
  const variable = variableOfStandIn(id)
  return variable === undefined ? (document?.name ?? 'missing') : `variable ${variable}`
}
