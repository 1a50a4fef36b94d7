import { describe, expect, it } from 'vitest'
import { summarise, summaryLines, type TestReport } from '../../scripts/test-report.ts'
import { needsNote, tool } from '../tools.ts'

const file = (name: string, status: string, ...tests: (readonly [string[], string, string])[]) => ({
  name,
  status,
  assertionResults: tests.map(([ancestorTitles, title, result]) => ({ ancestorTitles, title, status: result })),
})
const report = (...testResults: TestReport['testResults']): TestReport => ({ testResults })

describe('the summary of npm test', () => {
  it('counts tests by outcome', () => {
    const summary = summarise(
      report(
        file('/r/a.test.ts', 'failed', [['a'], 'one', 'passed'], [['a'], 'two', 'failed']),
        file('/r/b.test.ts', 'passed', [['b'], 'three', 'passed'], [['b'], 'four', 'skipped']),
      ),
    )
    expect(summary).toMatchObject({ passed: 2, failed: 1, skipped: 1 })
  })

  it('counts a file that broke before it had tests as one failure', () => {
    expect(summarise(report(file('/r/a.test.ts', 'failed'))).failed).toBe(1)
  })

  it('names a suite whose tool is missing once, with the install command', () => {
    const suite = `registering phones ${needsNote(['sipp'])}`
    const summary = summarise(
      report(
        file('/r/tests/sip/a.test.ts', 'passed', [[suite], 'one', 'skipped'], [[suite, 'deeper'], 'two', 'skipped']),
      ),
    )
    expect(summaryLines(summary, '/r')).toEqual([
      '  SKIPPED registering phones (tests/sip/a.test.ts, 2 tests): needs sipp: sudo apt-get install sip-tester',
      '0 passed, 0 failed, 2 skipped',
    ])
  })

  it('names a suite skipped for another reason too', () => {
    const summary = summarise(report(file('/r/a.test.ts', 'passed', [['later'], 'one', 'todo'])))
    expect(summaryLines(summary, '/r')[0]).toBe('  SKIPPED later (a.test.ts, 1 test): skipped by the suite itself')
  })
})

describe('finding an outside tool', () => {
  const around = (env: Record<string, string>, ...present: string[]) => ({
    platform: 'linux' as const,
    env,
    isExecutable: (path: string) => present.includes(path),
  })

  it('looks along PATH', () => {
    expect(tool('sipp', around({ PATH: '/a:/b' }, '/b/sipp'))).toEqual({ path: '/b/sipp' })
  })

  it('looks in the usual places when PATH does not have it', () => {
    expect(tool('sipp', around({ PATH: '/a' }, '/usr/local/bin/sipp'))).toEqual({ path: '/usr/local/bin/sipp' })
  })

  it('believes the environment variable, and only it', () => {
    expect(tool('chromium', around({ PATH: '/a', CHROMIUM: '/x/chrome' }, '/a/chromium', '/x/chrome'))).toEqual({
      path: '/x/chrome',
    })
    expect(tool('chromium', around({ PATH: '/a', CHROMIUM: '/gone' }, '/a/chromium'))).toBeUndefined()
  })
})
