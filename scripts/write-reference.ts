import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { moduleReference } from '../src/callflow/reference/module-reference.ts'

writeFileSync(join(import.meta.dirname, '..', 'docs', 'reference', 'modules.md'), moduleReference())
