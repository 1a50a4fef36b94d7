import { ArrowUpRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Document } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { variableOfStandIn } from '../../callflow/design/variables.ts'
import { areaOfKind } from '../shell/areas.ts'
import { kindWords } from '../shell/kinds.ts'
import { useDocument, useDocumentsOf } from '../store/design.ts'
import { formatRoute } from '../store/route.ts'
import { Combobox, type ComboboxOption, type ComboboxProps, type CreateAction } from '../ui/combobox.tsx'
import { byWords } from '../ui/table-sort.ts'
import { createInline } from './creating.ts'
import { numberOf } from './document-words.ts'
import { ByVariableToggle, VariablePicker } from './variable-picker.tsx'

export interface ReferencePickerProps extends Omit<ComboboxProps, 'options' | 'create'> {
  readonly kinds: readonly DocumentKind[]
  /** Left out of the choice: already chosen, or the document itself. */
  readonly except?: readonly string[]
}

/** Chooses a document; ends in "Create ...", which opens a side sheet and chooses what was made there. */
export function ReferencePicker({ kinds, except, onChange, ...rest }: ReferencePickerProps) {
  const options = useReferenceOptions(kinds, except)
  return (
    <Combobox
      noneLabel="None"
      placeholder={`Choose ${kinds.map((kind) => kindWords[kind].one).join(' or ')}`}
      missingLabel="No longer exists"
      {...rest}
      options={options}
      onChange={onChange}
      create={createActions(kinds, onChange)}
    />
  )
}

export interface ReferenceFieldProps extends ReferencePickerProps {
  /** What the field is called. */
  readonly label: string
  /** A setting of a step: it can be read from a variable of the call instead (M37). */
  readonly bindable?: boolean
}

/** A picker with a way to what is chosen, and for settings of steps with a switch to a variable of the call. */
export function ReferenceField({ value, label, bindable = false, onChange, ...rest }: ReferenceFieldProps) {
  const chosen = useDocument(value)
  const isBound = variableOfStandIn(value ?? '') !== undefined
  const [switched, setSwitched] = useState(false)
  const byVariable = bindable && (isBound || switched)
  const toggle = (on: boolean) => {
    setSwitched(on)
    if (!on && isBound) onChange(null)
  }
  const { kinds: _kinds, except: _except, noneLabel: _noneLabel, ...control } = rest
  return (
    <div className="flex min-w-0 items-center gap-1">
      <div className="min-w-0 flex-1">
        {byVariable ? (
          <VariablePicker value={value} onChange={onChange} {...control} />
        ) : (
          <ReferencePicker value={value} onChange={onChange} {...rest} />
        )}
      </div>
      {chosen ? (
        <a
          href={formatRoute(areaOfKind[chosen.kind], chosen.id)}
          aria-label={`Go to ${chosen.name}`}
          title={`Go to ${chosen.name}`}
          className="flex size-6 shrink-0 items-center justify-center rounded-control text-ink-faint hover:bg-hover hover:text-ink"
        >
          <ArrowUpRight aria-hidden size={14} />
        </a>
      ) : null}
      {bindable ? (
        <ByVariableToggle of={label} pressed={byVariable} onToggle={toggle} disabled={rest.disabled ?? false} />
      ) : null}
    </div>
  )
}

export function useReferenceOptions(
  kinds: readonly DocumentKind[],
  except: readonly string[] = [],
): readonly ComboboxOption[] {
  const documents = useDocumentsOf(kinds)
  return useMemo(
    () =>
      documents
        .filter((document) => !except.includes(document.id))
        .toSorted((a, b) => byWords(a.name, b.name))
        .map(optionOf),
    [documents, except],
  )
}

export function createActions(kinds: readonly DocumentKind[], onCreated: (id: string) => void): CreateAction[] {
  return kinds.map((kind) => ({
    label: `Create ${kindWords[kind].one}`,
    run: (typed) => createInline(kind, typed.trim(), onCreated),
  }))
}

const optionOf = (document: Document): ComboboxOption => ({
  value: document.id,
  label: document.name,
  aside: numberOf(document),
  icon: kindWords[document.kind].icon,
})
