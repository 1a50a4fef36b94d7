import type { ContractRouterClient } from '@orpc/contract'
import type { Document } from '../../src/callflow/design/document.ts'
import { patchesBetween } from '../../src/callflow/design/edit/between.ts'
import type { AppContract, ToldChange } from '../../src/main/api/contract.ts'

export interface WantedDocuments {
  readonly label: string
  readonly put?: readonly Document[]
  readonly remove?: readonly string[]
  readonly mergeKey?: string
}

/** One edit by somebody who has just read the design: these documents become so, those go. */
export async function putDocuments(
  api: Pick<ContractRouterClient<AppContract>, 'design' | 'documents'>,
  { label, put = [], remove = [], mergeKey }: WantedDocuments,
): Promise<ToldChange> {
  const { designId, documents, revisions } = await api.design.documents()
  const byId = new Map(documents.map((document) => [document.id, document]))
  const patches = [
    ...put.flatMap((document) => patchesBetween(byId.get(document.id), document)),
    ...remove.flatMap((id) => patchesBetween(byId.get(id), undefined)),
  ]
  return api.documents.edit({ designId, label, base: revisions, patches, ...(mergeKey ? { mergeKey } : {}) })
}
