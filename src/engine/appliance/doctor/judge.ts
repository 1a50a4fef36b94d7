import type { Health } from '../../control/contract.ts'
import type { TrunkState } from '../../control/trunk-contract.ts'
import { type CertificateFacts, expiryProblem } from '../../tls/certificate-facts.ts'
import { bad, doubtful, type Finding, good } from './finding.ts'

/** What was found out, and what it means: no judgement here looks at anything itself. */

export interface PortFacts {
  /** `udp 0.0.0.0:5060`. */
  readonly point: string
  /** The code of the error that opening it gave; undefined: it is free. */
  readonly trouble: string | undefined
  /** `kamailio (process 812)`; undefined: not known. */
  readonly holder: string | undefined
}

/** Of ports while no engine runs. */
export function judgePort({ point, trouble, holder }: PortFacts): Finding {
  switch (trouble) {
    case undefined:
      return good(`${point} is free.`)
    case 'EADDRINUSE':
      return bad(`${point} is taken by ${holder ?? 'another program'}.`, 'End that program, or choose another port.')
    case 'EADDRNOTAVAIL':
      return bad(`${point}: this machine has no such address.`, 'Name one of its own, or 0.0.0.0 for all.')
    case 'EACCES':
      return doubtful(`${point} may not be opened by this user.`, 'Ask again as root; the service may open it.')
    default:
      return bad(`${point} cannot be opened: ${trouble}.`, 'Choose another address or port.')
  }
}

export interface ClockFacts {
  readonly isSynchronized: boolean | undefined
  /** By how much the clock is ahead of the battery clock; undefined: there is none. */
  readonly aheadOfRtcMs: number | undefined
  readonly nowMs: number
  /** When this version was built: no clock can be before that. */
  readonly builtMs: number
}

const MOST_APART_MS = 60_000

export function judgeClock({ isSynchronized, aheadOfRtcMs, nowMs, builtMs }: ClockFacts): Finding {
  const time = new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')
  if (nowMs < builtMs)
    return bad(
      `The clock says ${time} UTC, which is before this program was made.`,
      'Set it: certificates and schedules go by it.',
    )
  if (aheadOfRtcMs !== undefined && Math.abs(aheadOfRtcMs) > MOST_APART_MS)
    return doubtful(
      `The clock says ${time} UTC, ${Math.round(Math.abs(aheadOfRtcMs) / 60_000)} min ${aheadOfRtcMs > 0 ? 'after' : 'before'} the battery clock.`,
      'See which is right; "hwclock --systohc" sets the battery clock.',
    )
  if (isSynchronized === false)
    return doubtful(
      `The clock says ${time} UTC and is not set by a time server.`,
      'Install systemd-timesyncd or chrony: schedules and call records go by it.',
    )
  if (isSynchronized === undefined)
    return doubtful(
      `The clock says ${time} UTC; whether a time server sets it is not known.`,
      'Compare it with a clock that is right.',
    )
  return good(`The clock says ${time} UTC and is set by a time server.`)
}

export function judgeNames(trouble: string | undefined): Finding {
  return trouble === undefined
    ? good('Names are looked up.')
    : bad(`Names are not looked up: ${trouble}.`, 'See /etc/resolv.conf: carriers and mail servers are found by name.')
}

const MIB = 1024 ** 2

export function judgeDisk({
  folder,
  freeBytes,
  messageBytes,
}: {
  readonly folder: string
  readonly freeBytes: number
  readonly messageBytes: number
}): Finding {
  const free = `${folder} has ${Math.floor(freeBytes / MIB)} MiB free`
  const room = 'Make room, or move the folder to a larger disk.'
  if (freeBytes < messageBytes) return bad(`${free}: below ${messageBytes / MIB} MiB no messages are taken.`, room)
  if (freeBytes < 4 * messageBytes)
    return doubtful(`${free}: below ${(4 * messageBytes) / MIB} MiB no calls are recorded.`, room)
  return good(`${free}.`)
}

export interface AddressFacts {
  /** IPv4 addresses of this machine but those of loopback. */
  readonly own: readonly string[]
  readonly external: readonly string[]
}

const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.)/

export function judgeAddresses({ own, external }: AddressFacts): Finding {
  if (own.length === 0 && external.length === 0)
    return bad('This machine has no address but its own loopback.', 'Connect it to a network: phones cannot reach it.')
  if (external.length > 0) return good(`Whoever is beyond the router is told ${external.join(' and ')}.`)
  if (own.every((address) => PRIVATE.test(address)))
    return doubtful(
      `Its addresses are private (${own.join(', ')}) and no external address is set.`,
      'Where carriers or phones are beyond a router, set external-address, or nobody is heard there.',
    )
  return good(`It is reached at ${own.join(', ')}.`)
}

export function judgeCertificate(facts: CertificateFacts, nowMs: number): Finding {
  const problem = expiryProblem(facts, nowMs)
  const names = facts.names.join(', ') || 'no name at all'
  if (problem !== undefined) {
    const isOver = nowMs < facts.validFromMs || nowMs >= facts.validToMs
    const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)} (for ${names}).`
    const advice = 'Put a new one in its place: it is read again within a minute.'
    return isOver ? bad(sentence, advice) : doubtful(sentence, advice)
  }
  return good(`The certificate is for ${names} and ends on ${new Date(facts.validToMs).toISOString().slice(0, 10)}.`)
}

export function judgeEngine(
  answer: { readonly ok: true; readonly health: Health } | { readonly ok: false; readonly why: string },
): Finding {
  if (!answer.ok)
    return doubtful(`The engine does not answer: ${answer.why}.`, 'Start it: systemctl start callwright-engine.')
  const { version, registrations, activeCalls, problem, activeBundle } = answer.health
  if (problem !== null)
    return bad(
      `Version ${version} runs and has trouble: ${problem}`,
      'See the journal: journalctl -u callwright-engine.',
    )
  if (!activeBundle)
    return doubtful(
      `Version ${version} runs and has no design.`,
      'Pair Callwright with it and deploy one: callwright-engine pair.',
    )
  return good(`Version ${version} runs "${activeBundle.designName}", ${registrations} phones and ${activeCalls} calls.`)
}

export function judgeTrunk({ trunkId, registration, reach, trouble }: TrunkState): Finding {
  const name = `The carrier ${trunkId}`
  if (registration === 'refused')
    return bad(
      `${name} refuses the registration: ${trouble || 'it did not say why'}.`,
      'Check user name and password of the trunk.',
    )
  if (reach === 'down')
    return bad(
      `${name} does not answer: ${trouble || 'no answer to OPTIONS'}.`,
      'Check its address, and whether a firewall is in between.',
    )
  if (registration === 'trying' || trouble !== '')
    return doubtful(`${name} is not registered yet${trouble ? `: ${trouble}` : ''}.`, 'Ask again in a minute.')
  return good(registration === 'registered' ? `${name} is registered.` : `${name} is as it should be.`)
}
