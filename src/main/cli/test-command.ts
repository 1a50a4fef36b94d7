import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { hasPassed, runCallTest } from '../../callflow/prove/run-test.ts'
import { writeTestText } from '../../callflow/prove/test-text.ts'
import { asJson, type CommandResult } from './command.ts'
import { type DataDir, loadDesign, refusedLine } from './design-source.ts'
import { coverageOf, coverageReport, junitReport, plainReport, tapReport, type TimedResult } from './test-reports.ts'

export interface TestOptions {
  /** Only tests with this in their name. */
  readonly filter: string
  readonly coverage: boolean
  readonly tap: boolean
  readonly junit?: string | undefined
  readonly json: boolean
  readonly dataDir: DataDir
}

/** `callwright test DESIGN ...`: rehearses every call test. Exit code 1 when one fails, when there is none, or when a file could not be read. */
export function testCommand(path: string, { filter, coverage, tap, junit, json, dataDir }: TestOptions): CommandResult {
  const { design, refused, notes: more } = loadDesign(path, dataDir)
  const wanted = filter.toLowerCase()
  const tests = design
    .list('call-test')
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .toSorted((left, right) => left.name.localeCompare(right.name) || left.id.localeCompare(right.id))
  const results = tests.map((test): TimedResult => {
    const begunMs = performance.now()
    return { ...runCallTest(test, design), tookMs: performance.now() - begunMs }
  })
  const none = filter === '' ? 'The design has no call tests.' : `No call test has "${filter}" in its name.`
  const notes = [...refused.map(refusedLine), ...more, ...(results.length === 0 ? [none] : [])]
  if (junit !== undefined) writeFileSync(junit, junitReport(results, basename(path)))
  const isWell = results.length > 0 && refused.length === 0 && results.every(hasPassed)
  const flows = coverage ? coverageOf(results) : []
  const exitCode = isWell ? 0 : 1
  if (json) {
    const tests = results.map(({ test, failures, tookMs }) => ({
      id: test.id,
      name: test.name,
      text: writeTestText(test, design),
      passed: failures.length === 0,
      failures,
      tookMs,
    }))
    return { output: asJson({ tests, ...(coverage ? { coverage: flows } : {}) }), exitCode, notes }
  }
  const report = tap ? tapReport(results) : plainReport(results)
  return { output: `${report}${coverage && !tap ? coverageReport(flows) : ''}`, exitCode, notes }
}
