import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { ClockFacts, PortFacts } from './judge.ts'

interface Point {
  readonly transport: string
  readonly host: string
  readonly port: number
}

/** Opens it for a moment. */
export async function lookAtPort({ transport, host, port }: Point): Promise<PortFacts> {
  const kind = transport === 'udp' ? 'udp' : 'tcp'
  const trouble = await (kind === 'udp' ? openUdp(host, port) : openTcp(host, port))
  const holder = trouble === 'EADDRINUSE' ? holderOf(kind, port) : undefined
  return { point: `${transport} ${isIPv6(host) ? `[${host}]` : host}:${port}`, trouble, holder }
}

function openUdp(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    socket.once('error', (error) => {
      socket.close()
      resolve(codeOf(error))
    })
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(undefined)))
  })
}

function openTcp(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(codeOf(error)))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

const codeOf = (error: Error) => String(Reflect.get(error, 'code') ?? error.message)

/** Linux tells by /proc: which socket has the port, and which process has the socket. Others' processes are seen by root alone. */
function holderOf(kind: 'udp' | 'tcp', port: number): string | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = new Set(
    ['', '6'].flatMap((version) =>
      linesOf(`/proc/net/${kind}${version}`).flatMap((line) => {
        const fields = line.trim().split(/\s+/)
        const isOpen = kind === 'udp' || fields[3] === '0A' // listening
        return fields[1]?.endsWith(wanted) && isOpen ? [`socket:[${fields[9]}]`] : []
      }),
    ),
  )
  if (inodes.size === 0) return undefined
  for (const pid of existsSync('/proc') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []) {
    if (linksIn(`/proc/${pid}/fd`).some((link) => inodes.has(link))) {
      return `${linesOf(`/proc/${pid}/comm`)[0] ?? 'a program'} (process ${pid})`
    }
  }
  return undefined
}

function linksIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(`${folder}/${name}`)]
      } catch {
        return [] // closed meanwhile
      }
    })
  } catch {
    return [] // somebody else's
  }
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

export function lookAtClock(builtMs: number): ClockFacts {
  const nowMs = Date.now()
  const rtcSec = Number(linesOf('/sys/class/rtc/rtc0/since_epoch')[0] ?? Number.NaN)
  return {
    nowMs,
    builtMs,
    isSynchronized: isSynchronized(),
    aheadOfRtcMs: Number.isFinite(rtcSec) ? nowMs - rtcSec * 1_000 : undefined,
  }
}

function isSynchronized(): boolean | undefined {
  if (existsSync('/run/systemd/timesync/synchronized')) return true
  const asked = spawnSync('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
    encoding: 'utf8',
    timeout: 3_000,
  })
  const said = asked.status === 0 ? asked.stdout.trim() : ''
  return said === 'yes' ? true : said === 'no' ? false : undefined
}

/** Asks for the servers of the root, which every resolver knows; why it got no answer, or undefined. */
export async function lookUpNames(): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  try {
    await resolver.resolve('.', 'NS')
    return undefined
  } catch (error) {
    return `${resolver.getServers().join(', ') || 'no server'} said ${error instanceof Error ? codeOf(error) : 'nothing'}`
  }
}

export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ address, internal }) => isIPv4(address) && !internal).map(({ address }) => address),
  )
}
