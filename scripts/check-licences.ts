import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusals, shippedPackages, THIRD_PARTY_PAGE, thirdPartyPage } from './licences.ts'

const root = join(import.meta.dirname, '..')
const shipped = shippedPackages(root)
const problems = refusals(shipped)
if (readFileSync(join(root, THIRD_PARTY_PAGE), 'utf8') !== thirdPartyPage(root, shipped))
  problems.push(`${THIRD_PARTY_PAGE} is not of today's packages; run "npm run reference"`)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
