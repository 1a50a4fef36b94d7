import { parseArgs } from 'node:util'
import type { Command } from './commands.ts'
import { localEngine } from './local-engine.ts'
import { askHealth } from './local-health.ts'

/** `health [--config FILE | --data DIR] [--expect VERSION]`: 0 when the engine of that folder answers, and is that version; 1 otherwise. */
export const healthCommand: Command = async (args, terminal) => {
  const { values } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' }, data: { type: 'string' }, expect: { type: 'string' } },
  })
  const answer = await askHealth(localEngine(values))
  if (!answer.ok) {
    terminal.complain(answer.why)
    return 1
  }
  terminal.say(JSON.stringify(answer.health))
  const { version } = answer.health
  if (values.expect === undefined || values.expect === version) return 0
  terminal.complain(`version ${version} answers, not ${values.expect}`)
  return 1
}
