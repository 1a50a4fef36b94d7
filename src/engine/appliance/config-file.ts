import { readFileSync } from 'node:fs'

/** `engine.conf` says something that cannot be meant; the message names file, line and word. */
export class ConfigError extends Error {
  readonly code = 'CONFIG'
}

export interface Setting {
  readonly name: string
  readonly value: string
  /** From 1. */
  readonly line: number
}

const MAX_BYTES = 65_536

/** The settings of a file: an option a line, `name = value`, without its dashes. Lines that begin with `#` and empty ones say nothing. */
export function settingsOf(text: string, path: string): Setting[] {
  if (text.length > MAX_BYTES)
    throw new ConfigError(`${path} has ${text.length} characters, at most ${MAX_BYTES} are read`)
  return text.split(/\r?\n/).flatMap((line, index) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return []
    const [, name, value] = /^([a-z][a-z0-9-]*)\s*=\s*(.*)$/.exec(trimmed) ?? []
    if (name === undefined || value === undefined || value === '')
      throw new ConfigError(`${path} line ${index + 1}: "${trimmed.slice(0, 80)}" is not "name = value"`)
    return [{ name, value, line: index + 1 }]
  })
}

/** The file as options of the command line. `known` are their names. Throws `ConfigError`, also where there is no such file. */
export function argumentsOfConfig(path: string, known: readonly string[]): string[] {
  return settingsOf(readConfig(path), path).flatMap(({ name, value, line }) => {
    if (!known.includes(name)) throw new ConfigError(`${path} line ${line}: there is no option "${name}"`)
    return [`--${name}=${value}`]
  })
}

export function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`${path} could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
