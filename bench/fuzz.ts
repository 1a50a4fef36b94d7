/**
 * Ten million damaged messages of every protocol that strangers reach, by the fuzzers of the tests: `node bench/fuzz.ts [messages] [seed]`. Sent in parts, each
 * of a seed of its own, and kept after each, so that what was sent is known when somebody ends it. A part that fails prints its seed and is counted.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { record } from './record.ts'

const WANTED = Number(process.argv[2] ?? 10_000_000)
const FIRST_SEED = Number(process.argv[3] ?? 1)
const PART = Math.min(WANTED, 250_000)
/** Further than the rounds of a part count seeds up. */
const SEEDS_A_PART = 100_000
const root = join(import.meta.dirname, '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

let sent = 0
const failedSeeds: number[] = []
const startedMs = performance.now()
for (let part = 0; part * PART < WANTED; part++) {
  const messages = Math.min(PART, WANTED - part * PART)
  const seed = FIRST_SEED + part * SEEDS_A_PART
  const env = { ...process.env, FUZZ_MESSAGES: String(messages), FUZZ_SEED: String(seed) }
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'unit', 'fuzz.test'], {
    cwd: root,
    env,
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) failedSeeds.push(seed)
  sent += messages
  record('fuzz', {
    'messages sent': sent,
    'first seed': FIRST_SEED,
    'parts that failed, by seed': failedSeeds.join(' ') || 'none',
    minutes: Math.round((performance.now() - startedMs) / 60_000),
  })
}
process.exitCode = failedSeeds.length === 0 ? 0 : 1
