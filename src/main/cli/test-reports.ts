import { Coverage, type FlowCoverage } from '../../callflow/prove/coverage.ts'
import { type CallTestResult, hasPassed } from '../../callflow/prove/run-test.ts'
import { XML_HEAD, xmlText } from '../../callflow/xml-text.ts'
import { traceLines } from './trace-lines.ts'

/** A test that ran, and for how long: milliseconds. */
export interface TimedResult extends CallTestResult {
  readonly tookMs: number
}

/** For people: a line a test, and below one that fails what was wanted, what came, and how the call went. */
export function plainReport(results: readonly TimedResult[]): string {
  const failed = results.filter((result) => !hasPassed(result))
  const lines = results.flatMap((result) => [
    `${hasPassed(result) ? 'passed' : 'FAILED'}  ${result.test.name}`,
    ...whyLines(result).map((line) => `        ${line}`),
  ])
  const sum =
    failed.length === 0 ? `${counted(results.length)} passed` : `${failed.length} of ${counted(results.length)} failed`
  return `${[...lines, `${sum}.`].join('\n')}\n`
}

const counted = (count: number) => `${count} call test${count === 1 ? '' : 's'}`

/** Nothing for one that passed. */
function whyLines({ failures, rehearsal }: CallTestResult): readonly string[] {
  if (failures.length === 0) return []
  const why = failures.flatMap(({ wanted, got }) => [`wanted: ${wanted}`, `   got: ${got}`])
  return [...why, ...(rehearsal ? traceLines(rehearsal.trace, rehearsal.design) : [])]
}

/** Test Anything Protocol, version 14. */
export function tapReport(results: readonly TimedResult[]): string {
  const lines = results.flatMap((result, at) => [
    `${hasPassed(result) ? 'ok' : 'not ok'} ${at + 1} - ${tapText(result.test.name)}`,
    ...whyLines(result).map((line) => `# ${tapText(line)}`),
  ])
  return `${['TAP version 14', `1..${results.length}`, ...lines].join('\n')}\n`
}

/** `#` would begin a directive, and a backslash escapes. */
const tapText = (text: string) => text.replace(/[\r\n]+/g, ' ').replace(/[\\#]/g, '\\$&')

/** As JUnit writes it and CI systems read it. */
export function junitReport(results: readonly TimedResult[], designName: string): string {
  const seconds = (ms: number) => (ms / 1_000).toFixed(3)
  const failed = results.filter((result) => !hasPassed(result)).length
  const total = results.reduce((sum, { tookMs }) => sum + tookMs, 0)
  const about = `name="${xmlText(designName)}" tests="${results.length}" failures="${failed}" time="${seconds(total)}"`
  const cases = results.map((result) => {
    const open = `    <testcase name="${xmlText(result.test.name)}" classname="${xmlText(designName)}" time="${seconds(result.tookMs)}"`
    if (hasPassed(result)) return `${open}/>`
    const [first] = result.failures
    const message = xmlText(first ? `${first.wanted}: ${first.got}` : '')
    return `${open}>\n      <failure message="${message}">${xmlText(whyLines(result).join('\n'))}</failure>\n    </testcase>`
  })
  return `${[XML_HEAD, '<testsuites>', `  <testsuite ${about}>`, ...cases, '  </testsuite>', '</testsuites>'].join('\n')}\n`
}

/** What of each callflow the tests have been through. */
export function coverageOf(results: readonly CallTestResult[]): readonly FlowCoverage[] {
  const coverage = new Coverage()
  for (const { rehearsal } of results) if (rehearsal) coverage.add(rehearsal.trace)
  const [first] = results
  return first?.rehearsal ? coverage.ofDesign(first.rehearsal.design) : []
}

export function coverageReport(flows: readonly FlowCoverage[]): string {
  const share = (part: number, whole: number) => `${part}/${whole}`.padStart(7)
  const lines = flows.map(
    ({ name, steps, stepsReached, wires, wiresTaken }) =>
      `${share(stepsReached, steps)} steps ${share(wiresTaken, wires)} wires  ${name}`,
  )
  const sum = (pick: (flow: FlowCoverage) => number) => flows.reduce((total, flow) => total + pick(flow), 0)
  const all = `${share(
    sum((flow) => flow.stepsReached),
    sum((flow) => flow.steps),
  )} steps ${share(
    sum((flow) => flow.wiresTaken),
    sum((flow) => flow.wires),
  )} wires  in all`
  return `${[...lines, all].join('\n')}\n`
}
