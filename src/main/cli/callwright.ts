import { parseArgs, type ParseArgsConfig } from 'node:util'
import { CannotCreateError, CannotOpenError } from '../store/errors.ts'
import { checkCommand } from './check-command.ts'
import { type CommandResult, UsageError } from './command.ts'
import type { ExchangeFormat } from '../exchange/read-folder.ts'
import { copyCommand, exportCommand, importCommand } from './exchange-command.ts'
import { exploreCommand } from './explore-command.ts'
import { runCommand } from './run-command.ts'
import { showCommand } from './show-command.ts'
import { testCommand } from './test-command.ts'

export const usage = `callwright: callflow designs from the command line

  callwright check  DESIGN [--json]
  callwright run    DESIGN --dial NUMBER [--from NUMBER] [--at DATE-TIME] [--keys 1,,203]
                    [--phone 1001=answer ...] [--otherwise no-answer] [--json]
  callwright test   DESIGN [--filter TEXT] [--coverage] [--tap] [--junit FILE] [--watch] [--json]
  callwright explore DESIGN [--tests] [--limit CALLS] [--json]
  callwright show   DESIGN [FLOW] [--svg FILE] [--json]
  callwright import kazoo|files FOLDER NEW.callwright [--json]
  callwright export kazoo|files DESIGN NEW-FOLDER [--json]
  callwright copy   DESIGN NEW.callwright [--json]

DESIGN is a .callwright file or a folder made by "export files"; FLOW a name, number or id.
What a newer Callwright wrote can be copied, and its documents exported as files, as they stand.
Passwords are sealed and opened with the key of this user's app; --data FOLDER names another place for it.
Exit codes: 0 all is well, 1 something is wrong with the design or the call, 2 it could not be done.
`

const optionsOf = {
  check: { json: { type: 'boolean' }, data: { type: 'string' } },
  run: {
    json: { type: 'boolean' },
    data: { type: 'string' },
    dial: { type: 'string' },
    from: { type: 'string' },
    at: { type: 'string' },
    keys: { type: 'string' },
    phone: { type: 'string', multiple: true },
    otherwise: { type: 'string' },
  },
  test: {
    json: { type: 'boolean' },
    data: { type: 'string' },
    filter: { type: 'string' },
    coverage: { type: 'boolean' },
    tap: { type: 'boolean' },
    junit: { type: 'string' },
    watch: { type: 'boolean' },
  },
  explore: {
    json: { type: 'boolean' },
    data: { type: 'string' },
    tests: { type: 'boolean' },
    limit: { type: 'string' },
  },
  show: { json: { type: 'boolean' }, data: { type: 'string' }, svg: { type: 'string' } },
  import: { json: { type: 'boolean' }, data: { type: 'string' } },
  export: { json: { type: 'boolean' }, data: { type: 'string' } },
  copy: { json: { type: 'boolean' } },
} as const satisfies Record<string, ParseArgsConfig['options']>

/** Runs one command. Never throws: what cannot be done is exit code 2 and a sentence. */
export function callwright(args: readonly string[]): CommandResult {
  try {
    return dispatch(args)
  } catch (error) {
    const isUsage =
      error instanceof UsageError || Reflect.get(Object(error), 'code')?.toString().startsWith('ERR_PARSE_ARGS')
    const message = error instanceof Error ? error.message : String(error)
    const isOurs = error instanceof CannotOpenError || error instanceof CannotCreateError
    const isNewer = error instanceof CannotOpenError && error.reason === 'newer'
    const help = isNewer
      ? ['"callwright export files" takes its documents out as they stand, "callwright copy" copies it.']
      : []
    return { output: '', notes: [isUsage && !isOurs ? `${message}\n\n${usage}` : message, ...help], exitCode: 2 }
  }
}

/** The design that a command is to watch; undefined where it runs once. */
export function watchedDesign([command, ...rest]: readonly string[]): string | undefined {
  if (command !== 'test' || !rest.includes('--watch')) return undefined
  try {
    return parse(rest, optionsOf.test).positionals[0]
  } catch {
    return undefined // running it says why
  }
}

function dispatch([command, ...rest]: readonly string[]): CommandResult {
  switch (command) {
    case 'check': {
      const { values, positionals } = parse(rest, optionsOf.check)
      const { json = false, data = null } = values
      return checkCommand(word(positionals, 0, 'DESIGN'), { json, dataDir: data, nowMs: Date.now() })
    }
    case 'run': {
      const { values, positionals } = parse(rest, optionsOf.run)
      if (values.dial === undefined) throw new UsageError('run needs --dial NUMBER')
      const { dial, from, keys = '', phone = [], otherwise = 'no-answer' } = values
      return runCommand(word(positionals, 0, 'DESIGN'), {
        dial,
        from,
        at: values.at,
        keys,
        phones: phone,
        otherwise,
        json: values.json ?? false,
        dataDir: values.data ?? null,
      })
    }
    case 'test': {
      const { values, positionals } = parse(rest, optionsOf.test)
      const { filter = '', coverage = false, tap = false, junit, json = false, data: dataDir = null } = values
      return testCommand(word(positionals, 0, 'DESIGN'), { filter, coverage, tap, junit, json, dataDir })
    }
    case 'explore': {
      const { values, positionals } = parse(rest, optionsOf.explore)
      const { tests = false, limit, json = false, data: dataDir = null } = values
      return exploreCommand(word(positionals, 0, 'DESIGN'), { tests, limit, json, dataDir, nowMs: Date.now() })
    }
    case 'show': {
      const { values, positionals } = parse(rest, optionsOf.show)
      return showCommand(word(positionals, 0, 'DESIGN'), positionals[1], {
        svg: values.svg,
        json: values.json ?? false,
        dataDir: values.data ?? null,
      })
    }
    case 'import': {
      const { values, positionals } = parse(rest, optionsOf.import)
      const json = values.json ?? false
      return importCommand(
        format(positionals),
        word(positionals, 1, 'FOLDER'),
        word(positionals, 2, 'NEW.callwright'),
        { json, dataDir: values.data ?? null },
      )
    }
    case 'export': {
      const { values, positionals } = parse(rest, optionsOf.export)
      const json = values.json ?? false
      return exportCommand(format(positionals), word(positionals, 1, 'DESIGN'), word(positionals, 2, 'NEW-FOLDER'), {
        json,
        dataDir: values.data ?? null,
      })
    }
    case 'copy': {
      const { values, positionals } = parse(rest, optionsOf.copy)
      return copyCommand(word(positionals, 0, 'DESIGN'), word(positionals, 1, 'NEW.callwright'), {
        json: values.json ?? false,
      })
    }
    case undefined:
    case 'help':
    case '--help':
      return { output: usage, exitCode: command === undefined ? 2 : 0 }
    default:
      throw new UsageError(`there is no command "${command}"`)
  }
}

function parse<const O extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: O) {
  return parseArgs({ args: [...args], options, allowPositionals: true })
}

function word(positionals: readonly string[], index: number, name: string): string {
  const value = positionals[index]
  if (value === undefined) throw new UsageError(`${name} is missing`)
  return value
}

function format([name]: readonly string[]): ExchangeFormat {
  if (name !== 'kazoo' && name !== 'files')
    throw new UsageError(`"${name ?? ''}" is no format: expected kazoo or files`)
  return name
}
