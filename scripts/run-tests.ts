import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { summarise, summaryLines, type TestReport } from './test-report.ts'

const ROOT = resolve(import.meta.dirname, '..')
const NODE_26 = join(ROOT, 'node_modules', '.bin')

/** Runs check, build and all tests; extra arguments go to vitest. Resolves to the exit code. */
export async function runTests(vitestArguments: readonly string[]): Promise<number> {
  const problems: string[] = []
  if (vitestArguments.length === 0 && (await npmScript('check')) !== 0) problems.push('npm run check failed, see above')
  if ((await npmScript('build')) !== 0) problems.push('npm run build failed: tests that need out/ cannot pass')

  const folder = mkdtempSync(join(tmpdir(), 'callwright-tests-'))
  try {
    const reportFile = join(folder, 'report.json')
    const code = await vitest(reportFile, vitestArguments)
    const summary = summarise(readReport(reportFile))
    if (summary.passed + summary.failed === 0) problems.push('no test ran')
    console.log('')
    for (const problem of problems) console.log(`  PROBLEM ${problem}`)
    for (const line of summaryLines(summary, ROOT)) console.log(line)
    return code !== 0 ? code : problems.length + summary.failed > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function vitest(reportFile: string, more: readonly string[]): Promise<number> {
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, '--silent=passed-only']
  return run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...reporting, ...more])
}

function npmScript(name: string): Promise<number> {
  console.log(`> npm run ${name}`)
  const npm = process.env['npm_execpath']
  if (npm?.endsWith('.js') === true) return run(process.execPath, [npm, 'run', '-s', name])
  return run('npm', ['run', '-s', name])
}

function run(command: string, commandArguments: readonly string[]): Promise<number> {
  return new Promise((done) => {
    const path = `${NODE_26}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`
    const child = spawn(command, commandArguments, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH: path } })
    child.on('error', (error) => {
      console.error(`${command} did not start: ${error.message}`)
      done(1)
    })
    child.on('exit', (code, signal) => done(signal === null ? (code ?? 1) : 1))
  })
}

function readReport(file: string): TestReport {
  try {
    // Written by the vitest this script just ran.
    return JSON.parse(readFileSync(file, 'utf8')) as TestReport
  } catch (error) {
    console.error(`vitest left no report: ${String(error)}`)
    return { testResults: [] }
  }
}
