import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { doctorCommand } from '../doctor-command.ts'
import { exitCodeOf, type Finding } from './finding.ts'
import * as judge from './judge.ts'
import { lookAtPort } from './look.ts'

const MIB = 1024 ** 2
const DAY_MS = 86_400_000
const nowMs = Date.UTC(2026, 10, 28, 12)
const clock = { isSynchronized: true, aheadOfRtcMs: 500, nowMs, builtMs: nowMs - DAY_MS }
const certificate = {
  fingerprint: 'AB',
  names: ['pbx.example'],
  validFromMs: nowMs - DAY_MS,
  validToMs: nowMs + 90 * DAY_MS,
}
const trunk = { trunkId: 'acme', registration: 'registered', reach: 'up', trouble: '' } as const
const port = { point: 'udp 0.0.0.0:5060', trouble: undefined, holder: undefined }

describe('what the doctor makes of what it finds', () => {
  it.each<[string, Finding, string]>([
    ['a free port', judge.judgePort(port), 'good: udp 0.0.0.0:5060 is free.'],
    [
      'a taken one',
      judge.judgePort({ ...port, trouble: 'EADDRINUSE', holder: 'kamailio (process 812)' }),
      'bad: udp 0.0.0.0:5060 is taken by kamailio (process 812).',
    ],
    [
      'one taken by nobody knows whom',
      judge.judgePort({ ...port, trouble: 'EADDRINUSE' }),
      'bad: udp 0.0.0.0:5060 is taken by another program.',
    ],
    [
      'an address of another machine',
      judge.judgePort({ ...port, trouble: 'EADDRNOTAVAIL' }),
      'bad: udp 0.0.0.0:5060: this machine has no such address.',
    ],
    [
      'a port for root',
      judge.judgePort({ ...port, trouble: 'EACCES' }),
      'doubtful: udp 0.0.0.0:5060 may not be opened by this user.',
    ],
    [
      'a clock that is right',
      judge.judgeClock(clock),
      'good: The clock says 2026-11-28 12:00:00 UTC and is set by a time server.',
    ],
    [
      'a clock that nobody sets',
      judge.judgeClock({ ...clock, isSynchronized: false }),
      'doubtful: The clock says 2026-11-28 12:00:00 UTC and is not set by a time server.',
    ],
    [
      'a clock a day off',
      judge.judgeClock({ ...clock, aheadOfRtcMs: -DAY_MS }),
      'doubtful: The clock says 2026-11-28 12:00:00 UTC, 1440 min before the battery clock.',
    ],
    [
      'a clock of before',
      judge.judgeClock({ ...clock, builtMs: nowMs + 1 }),
      'bad: The clock says 2026-11-28 12:00:00 UTC, which is before this program was made.',
    ],
    [
      'a resolver that is silent',
      judge.judgeNames('192.0.2.1 said ETIMEOUT'),
      'bad: Names are not looked up: 192.0.2.1 said ETIMEOUT.',
    ],
    [
      'room',
      judge.judgeDisk({ folder: '/d', freeBytes: 200 * MIB, messageBytes: 50 * MIB }),
      'good: /d has 200 MiB free.',
    ],
    [
      'little room',
      judge.judgeDisk({ folder: '/d', freeBytes: 200 * MIB - 1, messageBytes: 50 * MIB }),
      'doubtful: /d has 199 MiB free: below 200 MiB no calls are recorded.',
    ],
    [
      'no room',
      judge.judgeDisk({ folder: '/d', freeBytes: 50 * MIB - 1, messageBytes: 50 * MIB }),
      'bad: /d has 49 MiB free: below 50 MiB no messages are taken.',
    ],
    [
      'private addresses',
      judge.judgeAddresses({ own: ['10.0.0.2', '172.31.0.1'], external: [] }),
      'doubtful: Its addresses are private (10.0.0.2, 172.31.0.1) and no external address is set.',
    ],
    [
      'a public one',
      judge.judgeAddresses({ own: ['10.0.0.2', '172.32.0.1'], external: [] }),
      'good: It is reached at 10.0.0.2, 172.32.0.1.',
    ],
    [
      'an external one',
      judge.judgeAddresses({ own: ['10.0.0.2'], external: ['203.0.113.9'] }),
      'good: Whoever is beyond the router is told 203.0.113.9.',
    ],
    [
      'no network',
      judge.judgeAddresses({ own: [], external: [] }),
      'bad: This machine has no address but its own loopback.',
    ],
    [
      'a certificate in order',
      judge.judgeCertificate(certificate, nowMs),
      'good: The certificate is for pbx.example and ends on 2027-02-26.',
    ],
    [
      'one that ends soon',
      judge.judgeCertificate({ ...certificate, validToMs: nowMs + DAY_MS }, nowMs),
      'doubtful: The certificate for TLS ends on 2026-11-29 (for pbx.example).',
    ],
    [
      'one that has ended',
      judge.judgeCertificate({ ...certificate, validToMs: nowMs }, nowMs),
      'bad: The certificate for TLS ended on 2026-11-28: phones refuse it (for pbx.example).',
    ],
    [
      'an engine that is down',
      judge.judgeEngine({ ok: false, why: 'no engine runs on /d' }),
      'doubtful: The engine does not answer: no engine runs on /d.',
    ],
    ['a carrier', judge.judgeTrunk(trunk), 'good: The carrier acme is registered.'],
    [
      'one that refuses',
      judge.judgeTrunk({ ...trunk, registration: 'refused', trouble: '403 Forbidden' }),
      'bad: The carrier acme refuses the registration: 403 Forbidden.',
    ],
    [
      'one that is silent',
      judge.judgeTrunk({ ...trunk, reach: 'down' }),
      'bad: The carrier acme does not answer: no answer to OPTIONS.',
    ],
    [
      'one that is asked',
      judge.judgeTrunk({ ...trunk, registration: 'trying' }),
      'doubtful: The carrier acme is not registered yet.',
    ],
  ])('%s', (_what, { verdict, sentence, advice }, expected) => {
    expect(`${verdict}: ${sentence}`).toBe(expected)
    expect(advice === '').toBe(verdict === 'good')
  })

  it('ends with the worst of it', () => {
    const of = (...verdicts: readonly Finding['verdict'][]) =>
      exitCodeOf(verdicts.map((verdict) => ({ verdict, sentence: '', advice: '' })))
    expect([of(), of('good'), of('good', 'doubtful'), of('bad', 'doubtful', 'good')]).toEqual([0, 0, 1, 2])
  })
})

describe('the doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-doctor-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const config = join(folder, 'engine.conf')
  const ask = async (text: string) => {
    writeFileSync(config, text)
    const said: string[] = []
    const code = await doctorCommand(['--config', config, '--offline'], {
      say: (line) => said.push(line),
      complain: (line) => said.push(line),
    })
    return { code, said: said.join('\n') }
  }

  // Who has a port stands in /proc, which other systems do not have.
  it.skipIf(process.platform !== 'linux')('names the program that has a port', async () => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const at = socket.address().port
    try {
      const { code, said } = await ask(`data = ${folder}\nsip = 127.0.0.1:${at}\ntls = none\ncontrol = 127.0.0.1:0\n`)
      expect(said).toContain(`BAD   udp 127.0.0.1:${at} is taken by`)
      expect(said).toContain(`(process ${process.pid}).`)
      expect(said).toContain('      End that program, or choose another port.')
      expect(said).toContain(`ok    tcp 127.0.0.1:${at} is free.`)
      expect(code).toBe(2)
    } finally {
      socket.close()
    }
  })

  it('names a setting that cannot be meant, and looks no further', async () => {
    const { code, said } = await ask('data = /tmp/x\nsip = somewhere\ncontrol = 127.0.0.1:0\n')
    expect(said).toMatch(/^BAD {3}--sip "somewhere" is not HOST:PORT/)
    expect(code).toBe(2)
  })

  it('leaves a port as it was', async () => {
    const point = { transport: 'tcp', host: '127.0.0.1', port: 0 }
    expect((await lookAtPort(point)).trouble).toBeUndefined()
    expect((await lookAtPort({ ...point, host: '192.0.2.1' })).trouble).toBe('EADDRNOTAVAIL')
  })
})
