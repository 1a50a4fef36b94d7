import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { optionsFrom } from '../engine-arguments.ts'
import type { Command, Terminal } from './commands.ts'
import { readConfig } from './config-file.ts'
import { valueNow, type Wanted, withSettings } from './setup/new-settings.ts'

interface Question {
  readonly name: string
  readonly words: string
  /** Several, with commas in between. */
  readonly isList?: true
}

/** In the order in which they are asked. */
const QUESTIONS: readonly Question[] = [
  { name: 'sip', words: 'Address and port of phones and carriers (0.0.0.0 is every address of this machine)' },
  { name: 'listen', words: 'Further addresses for the same', isList: true },
  { name: 'rtp', words: 'UDP ports of the audio' },
  { name: 'external-address', words: 'Address that a router is known by outside', isList: true },
  { name: 'control-listen', words: 'Address and port of Callwright on other machines', isList: true },
  { name: 'tls-cert', words: 'Certificate, a PEM file (none: one is made)' },
  { name: 'tls-key', words: 'Its key, a PEM file' },
  { name: 'tls-name', words: 'Names that the certificate made here is for', isList: true },
]
const MIN_TOKEN = 16

/** `setup --config FILE [--NAME VALUE]...`: asks, or takes what it is given, and writes the settings. `none` unsets. 0 written, 1 refused. */
export const setupCommand: Command = async (args, terminal) => {
  const { values }: { readonly values: Readonly<Record<string, unknown>> } = parseArgs({
    args: [...args],
    options: {
      config: { type: 'string' },
      token: { type: 'string' },
      'new-token': { type: 'boolean', default: false },
      ...Object.fromEntries(QUESTIONS.map(({ name }) => [name, { type: 'string', multiple: true } as const])),
    },
  })
  const config = text(values['config'])
  if (config === undefined) throw new Error('--config FILE is missing')
  const before = existsSync(config) ? readConfig(config) : ''
  const given = Object.fromEntries(
    QUESTIONS.flatMap(({ name }) => {
      const value = values[name]
      return Array.isArray(value) ? [[name, unlessNone(value.map(String))]] : []
    }),
  )
  const wantsToken = values['new-token'] === true || values['token'] !== undefined
  const wanted = Object.keys(given).length > 0 || wantsToken ? given : await askAll(before)
  if (!wanted) {
    terminal.complain('There is nobody to ask: give what is to be changed as options, such as --sip 0.0.0.0:5060.')
    return 1
  }
  return write({
    config,
    before,
    wanted,
    token: values['new-token'] === true ? newToken() : text(values['token']),
    terminal,
  })
}

interface Writing {
  readonly config: string
  readonly before: string
  readonly wanted: Wanted
  readonly token: string | undefined
  readonly terminal: Terminal
}

function write({ config, before, wanted, token, terminal }: Writing): number {
  const after = withSettings(before, wanted)
  const folder = mkdtempSync(join(dirname(config), '.setup-'))
  const draft = join(folder, 'engine.conf')
  try {
    writeFileSync(draft, after)
    const options = optionsFrom(['--config', draft], { warn: () => {}, error: () => {} })
    for (const path of [options?.tls.own?.certificate, options?.tls.own?.key])
      if (path !== undefined && !existsSync(path)) throw new Error(`there is no file ${path}`)
    if (token !== undefined && !/^[\x21-\x7e]{16,512}$/.test(token))
      throw new Error(`a token has ${MIN_TOKEN} to 512 characters without spaces, this one ${token.length}`)
    if (options && token !== undefined) writeToken(options.tokenFile ?? join(options.dataDir, 'control-token'), token)
    keepReadable(draft, config)
    renameSync(draft, config)
  } catch (error) {
    terminal.complain(
      `${(error instanceof Error ? error.message : String(error)).replaceAll(draft, config)}. Nothing was changed.`,
    )
    return 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  terminal.say(
    after === before
      ? `${config} is as it was.`
      : `${config} is written. Restart the engine: systemctl restart callwright-engine.`,
  )
  if (token !== undefined)
    terminal.say('The token of the control API is another; who used the one before has to be told.')
  return 0
}

/** The engine runs as another user, who has to read it: it holds no secret. Whose it was and who may read it stays. */
function keepReadable(draft: string, config: string): void {
  const was = statSync(config, { throwIfNoEntry: false })
  chmodSync(draft, was ? was.mode & 0o777 : 0o644)
  if (was && process.getuid?.() === 0) chownSync(draft, was.uid, was.gid)
}

/** Its owner is that of the folder: root writes what another user reads. */
function writeToken(path: string, token: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, `${token}\n`, { mode: 0o600 })
  const { uid, gid } = statSync(folder)
  if (process.getuid?.() === 0) chownSync(`${path}.new`, uid, gid)
  renameSync(`${path}.new`, path)
}

const newToken = () => randomBytes(32).toString('base64url')

/** Undefined where no terminal is. An empty answer leaves a setting as it is. */
async function askAll(before: string): Promise<Wanted | undefined> {
  if (!process.stdin.isTTY) return undefined
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const wanted: Record<string, readonly string[]> = {}
  try {
    for (const { name, words, isList } of QUESTIONS) {
      const now = valueNow(before, name)
      const answer = (await asking.question(`${words} [${now || 'none'}]: `)).trim()
      if (answer !== '') wanted[name] = unlessNone(isList ? answer.split(/\s*,\s*/) : [answer])
    }
  } finally {
    asking.close()
  }
  return wanted
}

const unlessNone = (values: readonly string[]) => (values.length === 1 && values[0] === 'none' ? [] : values)

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
