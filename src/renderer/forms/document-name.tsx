import { Variable } from 'lucide-react'
import { variableOfStandIn } from '../../callflow/design/variables.ts'
import { kindWords } from '../shell/kinds.ts'
import { useDocument } from '../store/design.ts'
import { numberOf } from './document-words.ts'

/** Picture, name and number of a document; says so when it no longer exists. */
export function DocumentName({ id }: { readonly id: string | null | undefined }) {
  const document = useDocument(id)
  const variable = variableOfStandIn(id ?? '')
  if (variable !== undefined) return <VariableName variable={variable} />
  if (!document) return <span className="text-red">No longer exists</span>
  const Icon = kindWords[document.kind].icon
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Icon aria-hidden size={14} className="shrink-0 text-ink-faint" />
      <span className="truncate">{document.name}</span>
      <span className="tabular shrink-0 font-mono text-label text-ink-faint">{numberOf(document)}</span>
    </span>
  )
}

function VariableName({ variable }: { readonly variable: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Variable aria-hidden size={14} className="shrink-0 text-ink-faint" />
      <span className="truncate">variable {variable}</span>
    </span>
  )
}
