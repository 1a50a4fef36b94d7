import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import type { Document, DocumentOf } from '../../../callflow/design/document.ts'
import type { DocumentKind } from '../../../callflow/design/kind.ts'
import { createInline } from '../../forms/creating.ts'
import { DocumentForm } from '../../forms/document-form.tsx'
import { numberOf } from '../../forms/document-words.ts'
import { kindWords } from '../../shell/kinds.ts'
import { useDocuments } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import type { Column } from '../../ui/table.tsx'
import { deleteDocument } from './deleting.ts'
import { DetailPanel } from './detail-panel.tsx'
import { ListPage } from './list-page.tsx'
import { UsedBy } from './used-by.tsx'

export interface DocumentPageProps<K extends DocumentKind> {
  readonly area: string
  readonly kind: K
  readonly title: string
  readonly icon: LucideIcon
  readonly columns: readonly Column<DocumentOf<K>>[]
  readonly empty: { readonly title: string; readonly text: string }
  readonly createLabel: string
  /** Instead of the side sheet. */
  readonly onCreate?: () => void
  /** Above the generated form. */
  readonly before?: (document: DocumentOf<K>) => ReactNode
  /** Below it. */
  readonly after?: (document: DocumentOf<K>) => ReactNode
  /** Instead of the generated form. */
  readonly form?: (document: DocumentOf<K>) => ReactNode
  readonly subtitle?: (document: DocumentOf<K>) => ReactNode
  readonly words?: (document: DocumentOf<K>) => string
  readonly tools?: ReactNode
  /** Beside its name. */
  readonly actions?: (document: DocumentOf<K>) => ReactNode
}

const commonWords = (document: Document) => `${document.name} ${numberOf(document)}`
const idOf = (document: Document) => document.id

/** The page of one kind of document: list, generated form, where it is used, delete with undo. */
export function DocumentPage<K extends DocumentKind>(props: DocumentPageProps<K>) {
  const { area, kind, title, icon, columns, empty, createLabel, before, after, form, subtitle, words, tools, actions } =
    props
  const documents = useDocuments(kind)
  const openSheet = useCallback(() => createInline(kind, '', (id) => navigate(area, id)), [area, kind])
  return (
    <ListPage
      area={area}
      title={title}
      icon={icon}
      rows={documents}
      columns={columns}
      rowId={idOf}
      words={words ?? commonWords}
      empty={empty}
      createLabel={createLabel}
      onCreate={props.onCreate ?? openSheet}
      onDelete={(document) => void deleteDocument(document)}
      tools={tools}
      detail={(document, close) => (
        <DetailPanel
          key={document.id}
          icon={icon}
          title={document.name}
          subtitle={subtitle?.(document) ?? capitalised(kindWords[kind].one)}
          onClose={close}
          actions={actions?.(document)}
          onDelete={() => void deleteDocument(document).then((gone) => gone && close())}
        >
          {before?.(document)}
          {form ? form(document) : <DocumentForm document={document} />}
          {after?.(document)}
          <div className="border-t border-line pt-4">
            <UsedBy id={document.id} />
          </div>
        </DetailPanel>
      )}
    />
  )
}

/** The column every list begins with. */
export function nameColumn<D extends Document>(width = 'minmax(88px, 2fr)'): Column<D> {
  return { id: 'name', header: 'Name', width, sortBy: (document) => document.name, cell: (document) => document.name }
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
