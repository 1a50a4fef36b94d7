/** The parts of vitest's json report that the summary reads. */
export interface TestReport {
  readonly testResults: readonly {
    /** Absolute path of the test file. */
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

export interface SkippedSuite {
  readonly file: string
  readonly title: string
  readonly tests: number
  /** `sipp: sudo apt-get install sip-tester`; absent when the suite was skipped for another reason. */
  readonly needs?: string
}

export interface TestSummary {
  readonly passed: number
  /** Tests that failed, and files that failed before they had any. */
  readonly failed: number
  readonly skipped: number
  readonly skippedSuites: readonly SkippedSuite[]
}

export function summarise(report: TestReport): TestSummary {
  let passed = 0
  let failed = 0
  let skipped = 0
  const suites = new Map<string, SkippedSuite>()
  for (const { name: file, status, assertionResults } of report.testResults) {
    const failures = assertionResults.filter((result) => result.status === 'failed').length
    failed += failures > 0 || status !== 'failed' ? failures : 1
    for (const result of assertionResults) {
      if (result.status === 'passed') passed++
      if (result.status === 'passed' || result.status === 'failed') continue
      skipped++
      const suite = suiteOf(file, result.ancestorTitles, result.title)
      const key = `${file}\n${suite.title}`
      suites.set(key, { ...suite, tests: (suites.get(key)?.tests ?? 0) + 1 })
    }
  }
  return { passed, failed, skipped, skippedSuites: [...suites.values()] }
}

/** What stands last in the output: skipped suites by name with what they need, then the counts on one line. */
export function summaryLines(summary: TestSummary, root: string): readonly string[] {
  const lines = summary.skippedSuites.map(({ file, title, tests, needs }) => {
    const where = file.startsWith(root) ? file.slice(root.length).replace(/^[\\/]/, '') : file
    const why = needs === undefined ? 'skipped by the suite itself' : `needs ${needs}`
    return `  SKIPPED ${title} (${where}, ${tests} ${tests === 1 ? 'test' : 'tests'}): ${why}`
  })
  return [...lines, `${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`]
}

function suiteOf(file: string, ancestors: readonly string[], title: string): SkippedSuite {
  for (const [index, ancestor] of ancestors.entries()) {
    const note = /^(.*) \[needs (.+)\]$/s.exec(ancestor)
    const own = note?.[1]
    const needs = note?.[2]
    if (own === undefined || needs === undefined) continue
    return { file, title: [...ancestors.slice(0, index), own].join(' > '), tests: 1, needs }
  }
  return { file, title: ancestors.length > 0 ? ancestors.join(' > ') : title, tests: 1 }
}
