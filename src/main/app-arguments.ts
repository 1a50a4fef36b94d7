import { homedir } from 'node:os'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'

/** The command line of the web host and of the desktop app. */
export interface AppArguments {
  readonly designPath: string | null
  /** Null: where the system keeps an application's files. */
  readonly dataDir: string | null
  readonly port: number
  readonly sip: string | null
  /** Where desk phones fetch their settings; null: nowhere. */
  readonly provision: string | null
  readonly sample: boolean
  readonly engine: boolean
}

/** @throws Error whose message names the flag and what it accepts. */
export function parseWebArguments(args: readonly string[]): AppArguments {
  return checked(parseArgs({ args: [...args], options }).values)
}

/** Electron's own switches stand among ours; a design may be named by itself, as the system does when one is double-clicked. */
export function parseElectronArguments(args: readonly string[]): AppArguments {
  const { values, positionals } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true })
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return checked({
    ...values,
    design: text(values.design) ?? positionals.find((argument) => extname(argument) === '.callwright'),
    data: text(values.data),
    port: text(values.port),
    sip: text(values.sip),
    provision: text(values.provision),
  })
}

const options = {
  design: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string', default: '0' },
  sip: { type: 'string' },
  provision: { type: 'string' },
  sample: { type: 'boolean', default: false },
  'no-engine': { type: 'boolean', default: false },
} as const

interface Values {
  readonly design?: string | undefined
  readonly data?: string | undefined
  readonly port?: string | undefined
  readonly sip?: string | undefined
  readonly provision?: string | undefined
  readonly sample?: unknown
  readonly 'no-engine'?: unknown
}

function checked(values: Values): AppArguments {
  const port = Number(values.port ?? '0')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port}: a port is a whole number from 0 (any free one) to 65535`)
  }
  for (const [flag, value, example] of [
    ['--sip', values.sip, '127.0.0.1:5060'],
    ['--provision', values.provision, '127.0.0.1:8090'],
  ] as const) {
    if (value !== undefined && !/^[^\s:]+:\d{1,5}$/.test(value))
      throw new Error(`${flag} ${value}: expected HOST:PORT, for example ${example}`)
  }
  return {
    designPath: values.design ?? null,
    dataDir: values.data ?? null,
    port,
    sip: values.sip ?? null,
    provision: values.provision ?? null,
    sample: values.sample === true,
    engine: values['no-engine'] !== true,
  }
}

/** Where each system keeps an application's own files. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Callwright')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Callwright')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'callwright')
}
