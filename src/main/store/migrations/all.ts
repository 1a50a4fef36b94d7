import { firstDesign } from './0001-design.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [firstDesign]
