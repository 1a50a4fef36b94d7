import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { durableFiles } from '../state/files.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { certificateFacts, expiryProblem } from './certificate-facts.ts'
import { makeAuthority, makeServerCertificate } from './make-certificate.ts'
import { type OwnCertificateOptions, ownCertificate } from './own-certificate.ts'
import { TlsIdentity, type TlsOptions } from './tls-identity.ts'

const NOW_MS = Date.UTC(2026, 10, 28)
const DAY_MS = 86_400_000

function setUp(folder = temporaryFolder()) {
  const problems: string[] = []
  let nowMs = NOW_MS
  const around = {
    files: durableFiles(),
    nowMs: () => nowMs,
    onProblem: (message: string) => void problems.push(message),
  }
  const own = (options: Partial<OwnCertificateOptions> = {}) =>
    ownCertificate({ folder: join(folder, 'tls'), names: [], machine: () => ['127.0.0.1'], ...around, ...options })
  const open = (options: Partial<TlsOptions> = {}) =>
    TlsIdentity.open({ names: [], isListening: true, ...options }, { dataDir: folder, ...around })
  return { folder, problems, own, open, later: (days: number) => void (nowMs += days * DAY_MS) }
}

async function writePair(folder: string, days = 0, name = 'pbx.example') {
  const authority = await makeAuthority(NOW_MS + days * DAY_MS)
  const pair = await makeServerCertificate([name], authority, NOW_MS + days * DAY_MS)
  const files = { certificate: join(folder, 'own.pem'), key: join(folder, 'own.key') }
  writeFileSync(files.certificate, pair.certificate)
  writeFileSync(files.key, pair.key)
  return { files, facts: certificateFacts(pair.certificate) }
}

describe('the certificate that we make', () => {
  it('stands for every name it can, is signed by an authority of its own, and is kept for its owner alone', async () => {
    const { folder, own, problems } = setUp()
    const made = await own({ names: ['pbx.example', 'not a name', '*.x', '2001:db8::1'] })
    const facts = certificateFacts(made.certificate)
    expect(facts.names).toEqual(['127.0.0.1', 'pbx.example', '2001:DB8:0:0:0:0:0:1'])
    expect(facts.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(facts.validToMs).toBe(NOW_MS + 397 * DAY_MS)
    expect(certificateFacts(made.authority).validToMs).toBe(NOW_MS + 3_650 * DAY_MS)
    expect(made.certificate).toContain(made.authority)
    const names = readdirSync(join(folder, 'tls')).toSorted()
    expect(names).toEqual(['ca-key.pem', 'ca.pem', 'server-key.pem', 'server.pem'])
    expect(names.map((name) => statSync(join(folder, 'tls', name)).mode & 0o777)).toEqual(names.map(() => 0o600))
    expect(problems).toEqual([])
  })

  it('is the same after a restart, IPv6 names included', async () => {
    const { folder, own } = setUp()
    const made = await own({ names: ['2001:db8::1', 'PBX.example'] })
    expect(await setUp(folder).own({ names: ['2001:db8::1', 'pbx.example'] })).toEqual(made)
  })

  it('is made anew for another name and before its end, by the same authority', async () => {
    const { own, later } = setUp()
    const first = await own()
    const second = await own({ names: ['pbx.example'] })
    expect(second.authority).toBe(first.authority)
    expect(second.certificate).not.toBe(first.certificate)
    later(397 - 31)
    expect((await own({ names: ['pbx.example'] })).certificate).toBe(second.certificate)
    later(2)
    const third = await own({ names: ['pbx.example'] })
    expect(third.certificate).not.toBe(second.certificate)
    expect(third.authority).toBe(first.authority)
  })

  it('is made anew where it is damaged, which is said', async () => {
    const { folder, own, problems } = setUp()
    const first = await own()
    writeFileSync(join(folder, 'tls', 'server-key.pem'), readFileSync(join(folder, 'tls', 'ca-key.pem')))
    const second = await own()
    expect(second.authority).toBe(first.authority)
    expect(problems).toEqual([expect.stringMatching(/server\.pem is damaged \(.*mismatch.*\): a new one was made$/)])
    writeFileSync(join(folder, 'tls', 'ca.pem'), 'rubbish')
    const third = await own()
    expect(third.certificate).toContain(third.authority)
    expect(third.authority).not.toBe(first.authority)
    expect(problems).toHaveLength(2)
  })
})

describe('a certificate of one’s own', () => {
  it('is shown, and nothing is made', async () => {
    const { folder, open } = setUp()
    const { files, facts } = await writePair(folder)
    const identity = await open({ own: files })
    expect([identity.facts, identity.authority, identity.problem]).toEqual([facts, null, null])
    expect(readdirSync(folder)).not.toContain('tls')
  })

  it('is read again when it was changed; one that cannot be used is said once, and the one before goes on', async () => {
    const { folder, open, problems } = setUp()
    const first = await writePair(folder)
    const identity = await open({ own: first.files })
    const before = identity.context()
    await identity.look()
    expect(identity.context()).toBe(before)
    const second = await writePair(folder, 1)
    await identity.look()
    expect(identity.context()).not.toBe(before)
    expect(identity.facts).toEqual(second.facts)
    writeFileSync(second.files.key, (await makeAuthority(NOW_MS)).key)
    await identity.look()
    await identity.look()
    expect(problems).toEqual([
      expect.stringMatching(/^the certificate for TLS cannot be used: .*; the certificate from before goes on$/),
    ])
    expect(identity.facts).toEqual(second.facts)
  })

  it.each([
    ['is not there', { certificate: 'none.pem', key: 'none.key' }, 'the certificate for TLS cannot be read: ENOENT'],
    ['is none', { certificate: 'text', key: 'text' }, 'text is no certificate in PEM form'],
  ])('that %s ends the start in words', async (_what, files, words) => {
    const { folder, open } = setUp()
    writeFileSync(join(folder, 'text'), 'hello')
    const own = { certificate: join(folder, files.certificate), key: join(folder, files.key) }
    await expect(open({ own })).rejects.toThrow(words)
  })

  it('that belongs to another key ends the start in words', async () => {
    const { folder, open } = setUp()
    const { files } = await writePair(folder)
    writeFileSync(files.key, (await makeAuthority(NOW_MS)).key)
    await expect(open({ own: files })).rejects.toThrow('the certificate for TLS cannot be used: ')
  })

  it('is a problem 30 days before its end, when it has ended, and before it begins', async () => {
    const { folder, open, problems, later } = setUp()
    const { files } = await writePair(folder)
    const identity = await open({ own: files })
    later(397 - 31)
    await identity.look()
    expect([identity.problem, problems]).toEqual([null, []])
    later(2)
    await identity.look()
    await identity.look()
    expect(problems).toEqual(['the certificate for TLS ends on 2027-12-30'])
    expect(identity.problem).toBe(problems[0])
    later(29)
    await identity.look()
    expect(identity.problem).toBe('the certificate for TLS ended on 2027-12-30: phones refuse it')
    expect(problems).toHaveLength(2)
    const { facts } = await writePair(folder, 10)
    expect(expiryProblem(facts, NOW_MS)).toBe('the certificate for TLS is valid from 2026-12-07 only: phones refuse it')
  })
})

it('nothing is made or shown where nobody connects by TLS', async () => {
  const { folder, open } = setUp()
  const identity = await open({ isListening: false })
  expect([identity.facts, identity.authority, identity.problem, readdirSync(folder)]).toEqual([null, null, null, []])
})
