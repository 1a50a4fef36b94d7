import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { until } from './until.ts'
import { type Wav, readWav } from './wav.ts'

/** A real phone: baresip without sound hardware. It speaks a tone, records what it hears, and is driven over its control port. */
export interface Baresip {
  readonly sipPort: number
  /** A baresip command without its slash: `dial 1002`, `accept`, `hangup`, `hold`, `resume`, `sndcode 1` ... */
  command(command: string, params?: string): Promise<string>
  dial(number: string): Promise<void>
  /** Keys one by one, as RFC 4733 events. */
  keys(keys: string): Promise<void>
  hangUp(): Promise<void>
  /** Events of baresip's own by type, oldest first: `REGISTER_OK`, `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED` ... */
  readonly events: readonly BaresipEvent[]
  waitFor(type: string, withinMs?: number): Promise<BaresipEvent>
  /** What it has heard in its calls, decoded; the files are complete once the call is over. */
  heard(): Wav[]
  log(): string
  stop(): Promise<void>
}

export interface BaresipEvent {
  readonly type: string
  readonly param?: string
}

export interface BaresipOptions {
  readonly program: string
  readonly username: string
  readonly password: string
  readonly enginePort: number
  readonly engineHost?: string
  readonly transport?: 'udp' | 'tcp' | 'tls'
  /** A PEM file of authorities: over TLS, who has not one of their certificates is hung up on. */
  readonly trusts?: string
  readonly answer?: 'auto' | 'manual'
  /** The tone it speaks, mono WAV at the rate of its codec; made by `toneWav`. */
  readonly speaks: Uint8Array
  readonly codecs?: string
  /** SRTP by SDES: `srtp` where the other side can, `srtp-mand` or no call. */
  readonly encryption?: 'srtp' | 'srtp-mand'
  readonly host?: string
  /** Registers as RFC 5626 and RFC 3327 have it. */
  readonly isBehindProxy?: boolean
  readonly register?: boolean
}

export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const directory = mkdtempSync(join(tmpdir(), 'callwright-baresip-'))
  const host = options.host ?? '127.0.0.1'
  const [sipPort, controlPort] = [await freePort(host), await freePort(host)]
  writePhone(directory, options, { host, sipPort, controlPort })
  const child = spawn(options.program, ['-f', directory], { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'] })
  let log = ''
  const keep = (text: string) => {
    log = (log + text).slice(-200_000)
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const events: BaresipEvent[] = []
  const control = await openControl(host, controlPort, child, events, () => log).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  const phone: Baresip = {
    sipPort,
    events,
    command: (command, params) => control.command(command, params),
    async dial(number) {
      await control.command('dial', number)
    },
    async keys(keys) {
      for (const key of keys) await control.command('sndcode', key)
    },
    async hangUp() {
      await control.command('hangup')
    },
    waitFor: (type, withinMs = 15_000) =>
      until(`baresip ${options.username}: ${type}`, () => events.find((event) => event.type === type), withinMs).catch(
        (error: unknown) => {
          throw new Error(
            `${String(error)}; events ${events.map((event) => event.type).join(' ')}\n${log.slice(-3_000)}`,
          )
        },
      ),
    heard: () => recordings(join(directory, 'rec'), '-dec.wav'),
    log: () => log,
    async stop() {
      control.close()
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  if (options.register !== false) {
    // Its own event may have come before we were connected.
    const registers = until(`baresip ${options.username} registers`, () => log.includes('[1 binding]'))
    await registers.catch(async (error: unknown) => {
      await phone.stop()
      throw new Error(`${String(error)}\n${log.slice(-3_000)}`)
    })
  }
  return phone
}

interface Where {
  readonly host: string
  readonly sipPort: number
  readonly controlPort: number
}

function writePhone(directory: string, options: BaresipOptions, { host, sipPort, controlPort }: Where): void {
  const { username, password, enginePort, engineHost = '127.0.0.1', transport = 'udp' } = options
  mkdirSync(join(directory, 'rec'))
  writeFileSync(join(directory, 'speaks.wav'), options.speaks)
  writeFileSync(join(directory, 'contacts'), '')
  const lines = [
    `module_path ${moduleFolder()}`,
    ...['g711.so', 'g722.so', 'opus.so', 'aufile.so', 'aubridge.so', 'sndfile.so', 'srtp.so'].map(
      (name) => `module ${name}`,
    ),
    ...(options.isBehindProxy ? ['module_app uuid.so'] : []),
    ...['account.so', 'menu.so', 'ctrl_tcp.so'].map((name) => `module_app ${name}`),
    `sip_listen ${host}:${sipPort}`,
    `net_interface ${host}`,
    `ctrl_tcp_listen ${host}:${controlPort}`,
    `audio_source aufile,${join(directory, 'speaks.wav')}`,
    'audio_player aubridge,nullA',
    `snd_path ${join(directory, 'rec')}`,
    ...(options.trusts === undefined ? [] : [`sip_cafile ${options.trusts}`, 'sip_verify_server yes']),
  ]
  writeFileSync(join(directory, 'config'), `${lines.join('\n')}\n`)
  const parameters = [
    `auth_user=${username}`,
    `auth_pass=${password}`,
    `regint=${options.register === false ? 0 : 600}`,
    `answermode=${options.answer ?? 'manual'}`,
    `audio_codecs=${options.codecs ?? 'pcmu'}`,
    ...(options.isBehindProxy ? ['sipnat=outbound', `outbound="sip:${engineHost}:${enginePort}"`] : []),
    ...(options.encryption ? [`mediaenc=${options.encryption}`] : []),
  ]
  writeFileSync(
    join(directory, 'accounts'),
    `<sip:${username}@${engineHost}:${enginePort};transport=${transport}>;${parameters.join(';')}\n`,
  )
}

function moduleFolder(): string {
  const candidates = [
    '/usr/lib/baresip/modules',
    '/usr/lib/x86_64-linux-gnu/baresip/modules',
    '/usr/lib/aarch64-linux-gnu/baresip/modules',
  ]
  const found = candidates.find((folder) => existsSync(join(folder, 'g711.so')))
  if (found === undefined) throw new Error(`baresip's modules are in none of ${candidates.join(', ')}`)
  return found
}

interface ControlMessage {
  readonly event?: boolean
  readonly response?: boolean
  readonly type?: string
  readonly param?: string
  readonly token?: string
  readonly data?: string
}

interface Control {
  command(command: string, params?: string): Promise<string>
  close(): void
}

async function openControl(
  host: string,
  port: number,
  child: ChildProcess,
  events: BaresipEvent[],
  log: () => string,
): Promise<Control> {
  const socket = await until('baresip opens its control port', async () => {
    if (child.exitCode !== null) throw new Error(`baresip ended with ${child.exitCode}:\n${log()}`)
    return tryConnect(host, port)
  })
  const waiting = new Map<string, (text: string) => void>()
  let buffered = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk])
    for (;;) {
      const message = takeNetstring()
      if (message === undefined) return
      const { event, response, type = '', param = '', token = '', data = '' } = message
      if (event) events.push({ type, param })
      else if (response) waiting.get(token)?.(data)
    }
  })
  function takeNetstring(): ControlMessage | undefined {
    const colon = buffered.indexOf(0x3a)
    if (colon < 0) return undefined
    const length = Number(buffered.subarray(0, colon).toString())
    if (buffered.length < colon + 1 + length + 1) return undefined
    const text = buffered.subarray(colon + 1, colon + 1 + length).toString()
    buffered = buffered.subarray(colon + 1 + length + 1)
    return JSON.parse(text) as ControlMessage // baresip writes one object a netstring
  }
  let count = 0
  return {
    close: () => socket.destroy(),
    command(command, params) {
      const token = `t${++count}`
      const text = JSON.stringify({ command, token, ...(params === undefined ? {} : { params }) })
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`baresip does not answer "${command}"`)), 5_000)
        waiting.set(token, (data) => {
          clearTimeout(timer)
          waiting.delete(token)
          resolve(data)
        })
        socket.write(`${Buffer.byteLength(text)}:${text},`)
      })
    },
  }
}

function tryConnect(host: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}

function recordings(folder: string, suffix: string): Wav[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => readWav(join(folder, name)))
}
