import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

export interface WebArguments {
  readonly designPath: string | null
  readonly dataDir: string
  readonly port: number
  readonly sip: string | null
  readonly sample: boolean
  readonly engine: boolean
}

/** @throws Error whose message names the flag and what it accepts. */
export function parseWebArguments(args: readonly string[]): WebArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      design: { type: 'string' },
      data: { type: 'string' },
      port: { type: 'string', default: '0' },
      sip: { type: 'string' },
      sample: { type: 'boolean', default: false },
      'no-engine': { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port}: a port is a whole number from 0 (any free one) to 65535`)
  }
  if (values.sip !== undefined && !/^[^\s:]+:\d{1,5}$/.test(values.sip)) {
    throw new Error(`--sip ${values.sip}: expected HOST:PORT, for example 127.0.0.1:5060`)
  }
  return {
    designPath: values.design ?? null,
    dataDir: values.data ?? defaultDataDir(process.platform, process.env),
    port,
    sip: values.sip ?? null,
    sample: values.sample,
    engine: !values['no-engine'],
  }
}

/** Where each system keeps an application's own files. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Callwright')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Callwright')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'callwright')
}
