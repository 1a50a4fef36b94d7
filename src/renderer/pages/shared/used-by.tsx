import { useMemo } from 'react'
import { areaOfKind } from '../../shell/areas.ts'
import { kindWords } from '../../shell/kinds.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import { formatRoute } from '../../store/route.ts'
import { usesOf } from './usages.ts'

/** Where the document is used, each a way there. */
export function UsedBy({
  id,
  emptyText = 'Nothing uses it yet.',
}: {
  readonly id: string
  readonly emptyText?: string
}) {
  const design = useDesignSnapshot()
  const uses = useMemo(() => usesOf(design, id), [design, id])
  return (
    <section aria-label="Used by">
      <h3 className="mb-1 text-label font-medium text-ink-soft">Used by</h3>
      {uses.length === 0 ? (
        <p className="text-small text-ink-faint">{emptyText}</p>
      ) : (
        <ul className="-mx-2">
          {uses.map(({ document, path, nodeId }) => (
            <li key={`${document.id} ${path}`}>
              <UseLink
                name={document.name}
                kind={document.kind}
                id={document.id}
                nodeId={nodeId}
                step={stepName(document, nodeId)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export function UseLink({
  name,
  kind,
  id,
  nodeId,
  step,
}: {
  readonly name: string
  readonly kind: keyof typeof kindWords
  readonly id: string
  readonly nodeId: string | null
  readonly step?: string
}) {
  const { icon: Icon, one } = kindWords[kind]
  return (
    <a
      href={formatRoute(areaOfKind[kind], id, nodeId ? { node: nodeId } : undefined)}
      className="flex h-7 items-center gap-2 rounded-control px-2 hover:bg-hover"
    >
      <Icon aria-hidden size={14} className="shrink-0 text-ink-faint" />
      <span className="truncate">{name}</span>
      <span className="ml-auto shrink-0 truncate text-small text-ink-faint">{step || one}</span>
    </a>
  )
}

function stepName(document: { readonly kind: string; readonly nodes?: unknown }, nodeId: string | null): string {
  if (!nodeId || typeof document.nodes !== 'object' || document.nodes === null) return ''
  const node: unknown = Reflect.get(document.nodes, nodeId)
  const label: unknown = typeof node === 'object' && node ? Reflect.get(node, 'label') || Reflect.get(node, 'type') : ''
  return typeof label === 'string' ? label.replaceAll('-', ' ') : ''
}
