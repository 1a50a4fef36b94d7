import { useDocument } from '../../store/design.ts'

/** The name of a document in a table cell; a dash for none, red for one that is gone. */
export function NameOf({ id }: { readonly id: string | null }) {
  const document = useDocument(id)
  if (!id) return <span className="text-ink-faint">–</span>
  return document ? document.name : <span className="text-red">No longer exists</span>
}
