import { firstDesign } from './0001-design.ts'
import { undoByRevision } from './0002-undo-by-revision.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [firstDesign, undoByRevision]
