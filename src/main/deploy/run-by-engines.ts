import type { Document } from '../../callflow/design/document.ts'

/** Call tests are for whoever draws: an engine has no use for them, and an edit of one leaves nothing to sync. */
export const isRunByEngines = ({ kind }: Pick<Document, 'kind'>): boolean => kind !== 'call-test'
