/**
 * Memory of a real engine after 10,000, 20,000 and 30,000 calls one after another: what it needs for calls it has after the first, and no more after the last.
 * `node bench/memory.ts [answer | menu ...] [--engine DIR]`
 */
import { commandLine } from './calls/command-line.ts'
import { memoryMiBOf } from './calls/engine-use.ts'
import { openOffice } from './calls/office.ts'
import { inTurns, type Measured } from './calls/turns.ts'

const BATCHES = 3
const BATCH = 10_000

const cases = {
  answer: { scenario: 'answer-and-hang-up', dialled: '9001', callsPerSecond: 300 },
  menu: { scenario: 'menu-to-ring-group', dialled: '9002', callsPerSecond: 100 },
} as const

const line = commandLine()
for (const name of line.cases.length > 0 ? line.cases : ['answer']) {
  if (name !== 'answer' && name !== 'menu') throw new Error(`${name} is no case; answer and menu are`)
  await inTurns(`memory-${name}`, line, (tree) => measure(tree, cases[name]))
}

async function measure(
  tree: string | undefined,
  { scenario, dialled, callsPerSecond }: (typeof cases)['answer' | 'menu'],
): Promise<Measured> {
  const office = await openOffice(tree)
  await office.answerBy('answering-phone')
  const pid = office.engine.process.pid ?? 0
  const result: Record<string, number> = { 'MiB before': memoryMiBOf(pid) }
  let failed = 0
  for (let batch = 1; batch <= BATCHES; batch++) {
    const done = await office.call(scenario, ['-s', dialled, '-r', String(callsPerSecond), '-m', String(BATCH)])
    failed += done.failed
    result[`MiB after ${batch * BATCH} calls`] = memoryMiBOf(pid)
  }
  await office.stop()
  return { ...result, failed }
}
