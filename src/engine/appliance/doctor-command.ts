import { existsSync, readFileSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { trunkStateSchema } from '../control/trunk-contract.ts'
import { optionsFrom } from '../engine-arguments.ts'
import type { EngineOptions } from '../engine-options.ts'
import { certificateFacts } from '../tls/certificate-facts.ts'
import type { Command } from './commands.ts'
import { readConfig, settingsOf } from './config-file.ts'
import { bad, exitCodeOf, type Finding } from './doctor/finding.ts'
import * as judge from './doctor/judge.ts'
import { lookAtClock, lookAtPort, lookUpNames, ownAddresses } from './doctor/look.ts'
import { askHealth, askLocal, type LocalEngine } from './local-health.ts'

const MARKS = { good: 'ok  ', doubtful: 'look', bad: 'BAD ' } as const

/** `doctor --config FILE [--offline]`, which asks no name server: what may keep calls from working, in words, each with what to do. 0 all well, 1 something doubtful, 2 something bad. */
export const doctorCommand: Command = async (args, terminal) => {
  const { values } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' }, offline: { type: 'boolean', default: false } },
  })
  if (values.config === undefined) throw new Error('--config FILE is missing')
  const findings = await examine(values.config, values.offline)
  for (const { verdict, sentence, advice } of findings) {
    terminal.say(`${MARKS[verdict]}  ${sentence}`)
    if (advice !== '') terminal.say(`      ${advice}`)
  }
  return exitCodeOf(findings)
}

async function examine(config: string, isOffline: boolean): Promise<Finding[]> {
  const warnings: Finding[] = []
  let options: EngineOptions | undefined
  try {
    options = optionsFrom(['--config', config], {
      error: () => {},
      warn: (_about, message) => void warnings.push(bad(message, 'Install the package again.')),
    })
  } catch (error) {
    return [
      bad(error instanceof Error ? error.message : String(error), `Mend ${config}, or run "callwright-engine setup".`),
    ]
  }
  if (!options) return []
  const engine = { dataDir: options.dataDir, tokenFile: options.tokenFile }
  const health = await askHealth(engine)
  return [
    ...warnings,
    judge.judgeEngine(health),
    ...(health.ok ? await trunks(engine) : await ports(options)),
    judge.judgeClock(lookAtClock(statSync(new URL(import.meta.url)).mtimeMs)),
    ...(isOffline ? [] : [judge.judgeNames(await lookUpNames())]),
    ...(await disk(options)),
    judge.judgeAddresses({ own: ownAddresses(), external: valuesOf(config, 'external-address') }),
    ...certificates(options),
  ]
}

const valuesOf = (config: string, name: string) =>
  settingsOf(readConfig(config), config)
    .filter((setting) => setting.name === name)
    .map(({ value }) => value)

/** Those of a running engine are open, or it would not run. */
async function ports({ listen, control }: EngineOptions): Promise<Finding[]> {
  const points = [...listen, ...control.map(({ host, port }) => ({ transport: 'control', host, port }))]
  const looked: Finding[] = []
  for (const point of points.filter(({ port }) => port !== 0)) looked.push(judge.judgePort(await lookAtPort(point)))
  return looked
}

async function trunks(engine: LocalEngine): Promise<Finding[]> {
  const states = z.array(trunkStateSchema).parse(JSON.parse(await askLocal(engine, '/api/trunks')))
  return states.map((state) => judge.judgeTrunk(state))
}

async function disk({ dataDir, keptFree }: EngineOptions): Promise<Finding[]> {
  if (!existsSync(dataDir)) return [] // made at the first start
  const { bavail, bsize } = await statfs(dataDir)
  return [judge.judgeDisk({ folder: dataDir, freeBytes: bavail * bsize, messageBytes: keptFree.message })]
}

function certificates({ tls, dataDir }: EngineOptions): Finding[] {
  const path = tls.own?.certificate ?? join(dataDir, 'tls', 'server.pem')
  if (tls.own === undefined && !existsSync(path)) return []
  try {
    return [judge.judgeCertificate(certificateFacts(readFileSync(path, 'utf8')), Date.now())]
  } catch (error) {
    return [
      bad(
        `${path} is no certificate that can be used: ${error instanceof Error ? error.message : String(error)}.`,
        'Name a PEM file with tls-cert.',
      ),
    ]
  }
}
