import { randomUUID } from 'node:crypto'
import { explored, MAX_TRIES } from '../../callflow/explore/explore.ts'
import { explorationWords } from '../../callflow/explore/exploration-words.ts'
import { proposeTests } from '../../callflow/explore/propose-tests.ts'
import { runCallTest } from '../../callflow/prove/run-test.ts'
import { writeTestText } from '../../callflow/prove/test-text.ts'
import { asJson, type CommandResult, UsageError } from './command.ts'
import { type DataDir, loadDesign, refusedLine } from './design-source.ts'

export interface ExploreCommandOptions {
  /** Prints call tests for what none of the design takes. */
  readonly tests: boolean
  readonly limit?: string | undefined
  readonly json: boolean
  readonly dataDir: DataDir
  /** Epoch milliseconds. */
  readonly nowMs: number
}

/** `callwright explore DESIGN ...`: tries every call. Exit code 1 when a caller is left with nothing. */
export function exploreCommand(path: string, options: ExploreCommandOptions): CommandResult {
  const { design, refused, notes: more } = loadDesign(path, options.dataDir)
  const found = explored(design, { nowMs: options.nowMs, maxTries: limitOf(options.limit) })
  const exitCode = found.lost.length > 0 || refused.length > 0 ? 1 : 0
  const notes = [...refused.map(refusedLine), ...more]
  const says = explorationWords(design, found)
  const walked = design.list('call-test').map((test) => runCallTest(test, design).rehearsal?.trace ?? [])
  const tests = options.tests ? [...proposeTests(design, found, walked, randomUUID)] : []
  const texts = tests.map((test) => writeTestText(test, design))
  if (options.json) {
    const { tried, leftOut, coverage } = found
    const counts = { tried, leftOut, coverage: coverage.ofDesign(design) }
    return { output: asJson({ ...counts, says, ...(options.tests ? { tests: texts } : {}) }), exitCode, notes }
  }
  const lines = [...says, `${found.tried} calls were tried.`]
  return { output: `${[...lines, ...texts.flatMap((text) => ['', text.trimEnd()])].join('\n')}\n`, exitCode, notes }
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return MAX_TRIES
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000_000)
    throw new UsageError(`--limit ${text}: expected a whole number from 1 to 10000000`)
  return limit
}
