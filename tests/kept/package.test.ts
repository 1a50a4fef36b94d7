import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDebianPackage } from '../../scripts/packaging/debian.ts'
import { isFor, makeEngineTree } from '../../scripts/packaging/engine-tree.ts'
import { machines } from '../../scripts/packaging/engine-packages.ts'
import type { Health, Registration } from '../../src/engine/control/contract.ts'
import type { VoicemailMessage } from '../../src/engine/control/message-contract.ts'
import { type ThrowAwayRoot, throwAwayRoot, whyNoThrowAwayRoot } from '../harness/throw-away-root.ts'
import { RunningUnit } from '../harness/unit-file.ts'
import { until } from '../harness/until.ts'

const checkout = join(import.meta.dirname, '..', '..')
const missing = whyNoThrowAwayRoot()

/** Of the limit on trial, so that a machine that does much else does not look like a version that does not answer. */
const STARTS_WITHIN_MS = 60_000

interface Seen {
  readonly health: Health
  readonly registrations: readonly Registration[]
  readonly messages: readonly VoicemailMessage[]
}

describe.skipIf(missing !== undefined)(`the Debian package${missing === undefined ? '' : ` [${missing}]`}`, () => {
  const work = mkdtempSync(join(tmpdir(), 'callwright-package-'))
  const tree = join(work, 'tree')
  let root: ThrowAwayRoot
  let unit: RunningUnit | undefined

  const pack = (version: string, from: string, contained: Parameters<typeof makeDebianPackage>[0]['contained']) =>
    makeDebianPackage({
      root: checkout,
      tree: from,
      contained,
      machine: machines.amd64,
      version,
      work,
      into: join(work, 'packages'),
      compression: 'none',
    })
  const file = (version: string) => join(work, 'packages', `callwright-engine_${version}_amd64.deb`)
  const install = (version: string) =>
    root.run('dpkg', ['--force-unsafe-io', '--no-triggers', '--install', file(version)])
  const good = () => {
    const path = root.outside('/var/lib/callwright/upgrade/good')
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  }
  const visit = async (...wishes: readonly string[]): Promise<Seen> => {
    const script = join(checkout, 'tests', 'harness', 'appliance-visit.ts')
    return JSON.parse(
      await root.run(process.execPath, ['--disable-warning=ExperimentalWarning', script, '5060', ...wishes]),
    ) as Seen
  }

  beforeAll(async () => {
    const cache = join(checkout, 'out', 'fetched')
    const contained = await makeEngineTree({
      root: checkout,
      into: tree,
      machine: machines.amd64,
      version: '0.1.0',
      cache,
    })
    pack('0.1.0', tree, contained)
    rmSync(join(tree, 'package.json')) // a name that the first package has too
    writeFileSync(join(tree, 'package.json'), '{"version":"0.2.0","type":"module"}\n')
    pack('0.2.0', tree, contained)
    const broken = join(work, 'broken')
    mkdirSync(join(broken, 'bin'), { recursive: true })
    writeFileSync(join(broken, 'bin', 'node'), '#!/bin/sh\nexit 1\n')
    chmodSync(join(broken, 'bin', 'node'), 0o755)
    pack('0.3.0', broken, contained)
    root = await throwAwayRoot()
  }, 120_000)

  afterAll(async () => {
    await unit?.stop().catch(() => {})
    root.remove()
    rmSync(work, { recursive: true, force: true })
  })

  it('brings all the engine runs on and nothing of the pages, for its processor alone', () => {
    const names = readdirSync(tree, { recursive: true, encoding: 'utf8' })
    const native = names.filter((name) => name.endsWith('.node'))
    expect(native.length).toBeGreaterThanOrEqual(2)
    expect([...native, 'bin/node'].filter((name) => !isFor(join(tree, name), machines.amd64))).toEqual([])
    const packages = readdirSync(join(tree, 'node_modules'))
    expect(packages).toEqual(expect.arrayContaining(['better-sqlite3', 'libflacjs', 'minimp3-wasm', 'ws', 'pino']))
    for (const name of ['react', 'electron', '@xyflow', 'jssip', 'tailwindcss', 'vitest', 'typescript'])
      expect(packages).not.toContain(name)
    expect(names.filter((name) => /\.(?:d\.ts|map|test\.js|cpp)$/.test(name))).toEqual([])
    const taken = 'dpkg-deb --fsys-tarfile "$1" | tar -xO ./usr/share/doc/callwright-engine/copyright'
    const copyright = execFileSync('sh', ['-c', taken, 'sh', file('0.3.0')], { encoding: 'utf8' })
    for (const text of ['Node.js is licensed for use as follows', 'better-sqlite3 ', 'Apache License'])
      expect(copyright).toContain(text)
  })

  it('says in its unit what it may not do', () => {
    const service = join(checkout, 'packaging', 'debian', 'callwright-engine.service')
    const found = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', service], {
      encoding: 'utf8',
    })
    if (found.error) return // no systemd here
    expect(found.stdout).toMatch(/Overall exposure level for callwright-engine.service: [01]\.\d/)
  })

  it('is installed with a user of its own and started by its unit; phones register and callers leave messages', async () => {
    await install('0.1.0')
    writeFileSync(root.outside('/etc/callwright/engine.conf'), 'provision = 127.0.0.1:80\n', { flag: 'a' })
    const setUp = await root.run('callwright-engine', ['setup', '--rtp', '20000-20100'])
    expect(setUp).toContain('/etc/callwright/engine.conf is written')
    unit = new RunningUnit(root, '/lib/systemd/system/callwright-engine.service')
    await until('the engine answers', () => good() === '0.1.0', STARTS_WITHIN_MS)
    const seen = await visit('design', 'message')
    expect(seen.health).toMatchObject({
      version: '0.1.0',
      problem: null,
      phonePoints: [expect.objectContaining({ port: 80 })],
    })
    expect(seen.messages).toHaveLength(1)
    expect(seen.registrations.map(({ aor }) => aor)).toEqual([expect.stringContaining('1001')])
    expect(
      (await root.run('sh', ['-c', 'ps -o user= -p $(pgrep -u callwright -o -f out/main/engine.js)'])).trim(),
    ).toBe('callwright')
    const examined = await root.run('sh', ['-c', 'callwright-engine doctor --offline || true'])
    expect(examined).toContain('ok    Version 0.1.0 runs "Installed", 1 phones and 0 calls.')
    expect(statSync(root.outside('/var/lib/callwright')).mode & 0o777).toBe(0o700)
    expect(statSync(root.outside('/usr/lib/callwright-engine/versions/0.1.0/bin/node')).uid).toBe(0)
  })

  it('is upgraded under a running engine; the next start keeps registrations, messages and settings', async () => {
    await install('0.2.0')
    expect((await visit()).health.version).toBe('0.1.0')
    await unit?.restart()
    await until('the new version answers', () => good() === '0.2.0', STARTS_WITHIN_MS)
    const seen = await visit()
    expect(seen.health).toMatchObject({ version: '0.2.0', problem: null, activeBundle: { designName: 'Installed' } })
    expect(seen.messages).toHaveLength(1)
    expect(seen.registrations).toHaveLength(1)
    expect(readFileSync(root.outside('/etc/callwright/engine.conf'), 'utf8')).toContain('provision = 127.0.0.1:80')
  })

  it('of a version that does not start gives way to the one before', async () => {
    await install('0.3.0')
    await unit?.restart()
    await until('the version before is back', () => unit?.journal.includes('Version 0.2.0 is back'), STARTS_WITHIN_MS)
    await until('it answers', () =>
      visit().then(
        ({ health }) => health.version === '0.2.0',
        () => false,
      ),
    )
    expect((await visit()).messages).toHaveLength(1)
    expect(unit?.journal).toContain('version 0.3.0 is not used: it ended 3 times before it answered')
  })

  it('leaves what it kept when it is removed, and nothing when it is purged', async () => {
    await unit?.stop()
    await root.run('dpkg', ['--no-triggers', '--remove', 'callwright-engine'])
    const there = (...paths: readonly string[]) => paths.filter((path) => existsSync(root.outside(path)))
    const state = ['/var/lib/callwright/engine.db', '/etc/callwright/engine.conf']
    expect(there('/usr/lib/callwright-engine', '/usr/bin/callwright-engine', ...state)).toEqual(state)
    await root.run('dpkg', ['--no-triggers', '--purge', 'callwright-engine'])
    expect(there('/var/lib/callwright', '/etc/callwright')).toEqual([])
    await expect(root.run('getent', ['passwd', 'callwright'])).rejects.toThrow('ended with 2')
  })
})
