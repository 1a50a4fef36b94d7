import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emergencyReference } from '../src/callflow/reference/emergency-reference.ts'
import { findingReference } from '../src/callflow/reference/finding-reference.ts'
import { moduleReference } from '../src/callflow/reference/module-reference.ts'
import { CONTROL_PAGE, controlReference } from './control-reference.ts'
import { emergencyPlan } from './emergency-plan.ts'
import { ROWS_PAGE, rowsPage } from './rows.ts'
import { shippedPackages, THIRD_PARTY_PAGE, thirdPartyPage } from './licences.ts'

const root = join(import.meta.dirname, '..')
writeFileSync(join(root, 'src', 'callflow', 'numbering', 'emergency-plan.ts'), emergencyPlan())
writeFileSync(join(root, 'docs', 'reference', 'modules.md'), moduleReference())
writeFileSync(join(root, 'docs', 'reference', 'emergency-numbers.md'), emergencyReference())
writeFileSync(join(root, 'docs', 'reference', 'findings.md'), findingReference())
writeFileSync(join(root, THIRD_PARTY_PAGE), thirdPartyPage(root, shippedPackages(root)))
writeFileSync(join(root, ROWS_PAGE), rowsPage(root))
writeFileSync(join(root, CONTROL_PAGE), controlReference())
