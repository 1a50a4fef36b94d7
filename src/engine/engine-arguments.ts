import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { argumentsOfConfig } from './appliance/config-file.ts'
import { engineVersion } from './appliance/engine-version.ts'
import type { EngineOptions } from './engine-options.ts'
import { listenPoints } from './listen-points.ts'
import { type AddressShown, addressShown, type OutsideAddresses } from './sip/transport/outside-addresses.ts'
import { programFolder } from './program-folder.ts'
import { transports } from './sip/transport/transports.ts'

export const usage = `callwright-engine --data DIR --sip HOST:PORT --control HOST:PORT
                  [--control-listen HOST[:PORT]]... [--announce yes|no] [--listen HOST:PORT]... [--tls HOST:PORT|none] [--ws HOST:PORT] [--wss HOST:PORT] [--web-origin ORIGIN]
                  [--external-address ADDRESS]... [--local-network CIDR]...
                  [--provision HOST:PORT] [--provision-tls HOST:PORT]
                  [--tls-cert FILE --tls-key FILE | --tls-name NAME] [--tls-trust FILE]
                  [--rtp MIN-MAX] [--prompts DIR] [--music DIR] [--token-file FILE]
                  [--keep-free-mb N] [--recordings-mb N]
callwright-engine --config FILE [OPTION]...
callwright-engine health [--config FILE | --data DIR]
callwright-engine setup --config FILE [--sip HOST:PORT] [--listen ...] [--rtp ...] [--external-address ...] [--control-listen ...]
                  [--tls-cert FILE --tls-key FILE] [--tls-name NAME] [--token TOKEN | --new-token]
callwright-engine doctor --config FILE [--offline]
callwright-engine backup FILE [--recordings] [--config FILE | --data DIR]
callwright-engine restore FILE [--config FILE | --data DIR]

Runs Callwright's PBX without the app. Port 0 asks for a free one. When it is up it prints one line:
{"ready":true,"control":"http://HOST:PORT","sip":[{"transport":"udp","host":"HOST","port":PORT}, ...],"certificate":{"fingerprint":"AB:CD:...", ...}}
The bearer token of the control API is in DIR/control-token unless --token-file names another file. --control is plain HTTP on this machine's
own addresses (127.0.0.1) and TLS on any other; --control-listen, where apps on other machines reach it, is always TLS, at port 7061 unless it says
otherwise. Those apps are paired: callwright-engine pair --help. With --announce yes it is said on the
local network (multicast DNS) where they reach it.
--sip is UDP and TCP, and so is each --listen: further addresses of this machine, IPv4 or [IPv6]. TLS is at the port after
--sip unless --tls says otherwise. Its certificate is that of --tls-cert and --tls-key, PEM files which are read again when they change, or one that is made on first start and kept in DIR/tls, for the names of this machine and each --tls-name; phones trust it
when they are given DIR/tls/ca.pem. --tls-trust is a PEM file of authorities to trust beside the system's, for carriers.
--ws is where phones in browsers connect by WebSocket: any free port of 127.0.0.1 always, and there too if it names another address; --wss the same over TLS.
Pages of this machine may, and those of each --web-origin, such as https://pbx.example; others are refused.
--external-address is what a router in between is known by outside, one of IPv4 and one of IPv6: carriers and phones beyond it are told that. Those in private networks
and in each --local-network are told the address that they see. The router has to pass on the ports of --sip, --tls and --rtp unchanged.
Desk phones fetch their settings by HTTP at --provision and by HTTPS, with the certificate above, at --provision-tls; without either, nowhere.
No messages are taken while less than N MiB of the disk are free, and no calls are recorded below four times as much;
N is 50 unless --keep-free-mb says otherwise (small appliances). With --recordings-mb, recordings of calls take no more than that.
FILE has an option a line, "name = value" without its dashes; those of the command line count for more.
"health" says how the engine that runs on DIR is, and ends with 1 when none answers. "setup" writes FILE: without options it asks, "none" unsets. "doctor" says what may keep
calls from working, and ends with 0 when all is well, 1 for what is doubtful, 2 for what is bad. "backup" writes all that DIR holds into one file
while calls go on; "restore" puts it back, while no engine runs.
Exit codes: 0 ended, 1 failed, 2 wrong arguments, 3 port in use.`

const OPTIONS = {
  data: { type: 'string' },
  sip: { type: 'string' },
  listen: { type: 'string', multiple: true, default: [] as string[] },
  tls: { type: 'string' },
  ws: { type: 'string' },
  wss: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-name': { type: 'string', multiple: true, default: [] as string[] },
  'tls-trust': { type: 'string' },
  'external-address': { type: 'string', multiple: true, default: [] as string[] },
  'local-network': { type: 'string', multiple: true, default: [] as string[] },
  'web-origin': { type: 'string', multiple: true, default: [] as string[] },
  control: { type: 'string' },
  'control-listen': { type: 'string', multiple: true, default: [] as string[] },
  announce: { type: 'string', default: 'no' },
  provision: { type: 'string' },
  'provision-tls': { type: 'string' },
  rtp: { type: 'string', default: '16384-32767' },
  prompts: { type: 'string' },
  music: { type: 'string' },
  'token-file': { type: 'string' },
  'keep-free-mb': { type: 'string', default: '50' },
  'recordings-mb': { type: 'string' },
  notice: { type: 'string' },
  config: { type: 'string' },
  help: { type: 'boolean', default: false },
} satisfies NonNullable<ParseArgsConfig['options']>

/** What may stand in a file of settings. */
export const CONFIG_NAMES: readonly string[] = Object.keys(OPTIONS).filter(
  (name) => !['config', 'help', 'notice'].includes(name),
)

class UsageError extends Error {}

/** Undefined when only help was asked for. */
export function optionsFrom(args: readonly string[], log: EngineOptions['log']): EngineOptions | undefined {
  const values = valuesOf(args)
  if (values.help) return undefined
  const point = (text: string | undefined, name: string) => (text === undefined ? undefined : hostPort(text, name))
  const listen = listenPoints({
    sip: hostPort(required(values.sip, '--sip HOST:PORT'), '--sip'),
    more: values.listen.map((text) => hostPort(text, '--listen')),
    tls: values.tls === 'none' ? 'none' : point(values.tls, '--tls'),
    ws: point(values.ws, '--ws'),
    wss: point(values.wss, '--wss'),
  })
  const isSource = import.meta.url.endsWith('.ts')
  const resources = new URL('../../resources/', programFolder) // from src/engine as from out/main
  const folder = (name: string) => fileURLToPath(new URL(name, resources))
  const promptsDir = values.prompts ?? folder('prompts')
  if (!existsSync(promptsDir)) log.warn({}, `the prompts folder ${promptsDir} does not exist: prompts will be missing`)
  return {
    dataDir: required(values.data, '--data DIR'),
    listen,
    tls: tlsFrom(values, listen),
    addressShown: shownFrom({ external: values['external-address'], local: values['local-network'] }),
    provision: provisionFrom(point(values.provision, '--provision'), point(values['provision-tls'], '--provision-tls')),
    webOrigins: values['web-origin'].map(webOrigin),
    isAnnounced: yesOrNo(values.announce, '--announce'),
    control: controlFrom(required(values.control, '--control HOST:PORT'), values['control-listen']),
    rtp: portRange(values.rtp),
    promptsDir,
    musicDir: values.music ?? folder('moh'),
    ...(values['token-file'] === undefined ? {} : { tokenFile: values['token-file'] }),
    workerUrl: new URL(isSource ? './media/media-worker.ts' : './media-worker.js', programFolder),
    peerProcessUrl: new URL(isSource ? './media/peers/peer-process.ts' : './peer-process.js', programFolder),
    convertWorkerUrl: new URL(isSource ? '../audio/convert-worker.ts' : './convert-worker.js', programFolder),
    databaseWorkerUrl: new URL(isSource ? './state/database-worker.ts' : './database-worker.js', programFolder),
    ...keptFree(values['keep-free-mb']),
    ...(values['recordings-mb'] === undefined
      ? {}
      : { recordingsQuotaBytes: mebibytes(values['recordings-mb'], '--recordings-mb') }),
    ...(values.notice === undefined ? {} : { notice: values.notice }),
    version: engineVersion(),
    log,
  }
}

/** Options of the command line count for more than those of a file. */
function valuesOf(args: readonly string[]) {
  const given = parseArgs({ args: [...args], options: OPTIONS }).values
  if (given.config === undefined) return given
  return parseArgs({ args: [...argumentsOfConfig(given.config, CONFIG_NAMES), ...args], options: OPTIONS }).values
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`${name} is missing`)
  return value
}

function hostPort(text: string, name: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):([0-9]{1,5})$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host === undefined || !(port <= 65_535))
    throw new UsageError(`${name} "${text}" is not HOST:PORT with a port up to 65535`)
  return { host, port }
}

/** The port of apps on other machines, where none is named. */
const CONTROL_PORT = 7_061

const isOfThisMachine = (host: string) => /^(127\.|::1$|localhost$)/.test(host)

function controlFrom(own: string, more: readonly string[]): EngineOptions['control'] {
  const first = hostPort(own, '--control')
  return [
    { ...first, isSecure: !isOfThisMachine(first.host) },
    ...more.map((text) => ({
      ...hostPort(/^\[[^\]]*\]$|^[^:]+$/.test(text) ? `${text}:${CONTROL_PORT}` : text, '--control-listen'),
      isSecure: true,
    })),
  ]
}

function yesOrNo(text: string, name: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new UsageError(`${name} "${text}" is neither yes nor no`)
  return text === 'yes'
}

function webOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin === 'null') throw new UsageError(`--web-origin "${text}" is not an origin such as https://pbx.example`)
  return origin
}

type HostPort = ReturnType<typeof hostPort>

const provisionFrom = (http: HostPort | undefined, https: HostPort | undefined): EngineOptions['provision'] => ({
  ...(http && { http }),
  ...(https && { https }),
})

function shownFrom(addresses: OutsideAddresses): AddressShown {
  try {
    return addressShown(addresses)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

interface TlsValues {
  readonly 'external-address': readonly string[]
  readonly 'tls-cert'?: string | undefined
  readonly 'tls-key'?: string | undefined
  readonly 'tls-name': readonly string[]
  readonly 'tls-trust'?: string | undefined
  readonly 'provision-tls'?: string | undefined
}

function tlsFrom(values: TlsValues, listen: EngineOptions['listen']): EngineOptions['tls'] {
  const { 'tls-cert': certificate, 'tls-key': key, 'tls-name': named, 'tls-trust': trusted } = values
  if ((certificate === undefined) !== (key === undefined))
    throw new UsageError('--tls-cert and --tls-key belong together')
  return {
    names: [...named, ...values['external-address']],
    isListening:
      values['provision-tls'] !== undefined || listen.some(({ transport }) => transports[transport].isSecure),
    ...(certificate !== undefined && key !== undefined && { own: { certificate, key } }),
    ...(trusted !== undefined && { trusted }),
  }
}

function keptFree(text: string): Pick<EngineOptions, 'keptFree'> {
  const message = mebibytes(text, '--keep-free-mb')
  return { keptFree: { message, recording: 4 * message } }
}

function mebibytes(text: string, name: string): number {
  if (!/^[0-9]{1,6}$/.test(text)) throw new UsageError(`${name} "${text}" is not a number of MiB up to 999999`)
  return Number(text) * 1_024 ** 2
}

function portRange(text: string): { min: number; max: number } {
  const match = /^([0-9]{1,5})-([0-9]{1,5})$/.exec(text)
  const [min, max] = [Number(match?.[1]), Number(match?.[2])]
  const isFree = min === 0 && max === 0
  if (!match || !(isFree || (min >= 1_024 && max <= 65_535 && max > min))) {
    throw new UsageError(`--rtp "${text}" is not MIN-MAX with ports from 1024 to 65535`)
  }
  return { min, max }
}
