import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { noticesOf } from '../licences.ts'
import type { Machine } from './engine-packages.ts'
import type { Contained } from './engine-tree.ts'

export interface Packing {
  readonly root: string
  /** The finished tree; it moves into the package. */
  readonly tree: string
  readonly contained: readonly Contained[]
  readonly machine: Machine
  readonly version: string
  /** A folder to work in. */
  readonly work: string
  /** Where the file goes. */
  readonly into: string
  /** `none` is for tests. */
  readonly compression: 'xz' | 'none'
}

/** What the native code asks of the system; the newest GLIBC symbol in it is 2.30's. */
const DEPENDS = 'libc6 (>= 2.30), libstdc++6 (>= 9), libgcc-s1, libatomic1, adduser, ca-certificates'

/** `callwright-engine_VERSION_ARCH.deb`, by dpkg-deb. Returns its path. */
export function makeDebianPackage(packing: Packing): string {
  const { root, tree, machine, version, work, into, compression } = packing
  const stage = join(work, 'debian')
  const from = (...path: string[]) => join(root, 'packaging', ...path)
  rmSync(stage, { recursive: true, force: true })
  const place = (source: string, target: string, mode = 0o644) => {
    const path = join(stage, target)
    mkdirSync(dirname(path), { recursive: true })
    copyFileSync(source, path)
    chmodSync(path, mode)
  }
  const write = (text: string | Uint8Array, target: string, mode = 0o644) => {
    const path = join(stage, target)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    chmodSync(path, mode)
  }
  const packed = (source: string) => gzipSync(readFileSync(source), { level: 9 })
  mkdirSync(join(stage, 'usr/lib/callwright-engine/versions'), { recursive: true })
  linkTree(tree, join(stage, 'usr/lib/callwright-engine/versions', version))
  place(from('callwright-engine'), 'usr/bin/callwright-engine', 0o755)
  place(from('engine.conf'), 'etc/callwright/engine.conf')
  place(from('debian', 'callwright-engine.service'), 'lib/systemd/system/callwright-engine.service')
  write(copyright(packing), 'usr/share/doc/callwright-engine/copyright')
  write(packed(join(root, 'CHANGELOG.md')), 'usr/share/doc/callwright-engine/changelog.gz')
  write(packed(from('callwright-engine.8')), 'usr/share/man/man8/callwright-engine.8.gz')
  if (existsSync(from('grafana')))
    cpSync(from('grafana'), join(stage, 'usr/share/doc/callwright-engine/grafana'), { recursive: true })
  const sizeKib = Math.ceil(readableToAll(stage) / 1_024)
  for (const script of ['preinst', 'postinst', 'prerm', 'postrm'])
    write(readFileSync(from('debian', script), 'utf8').replaceAll('@VERSION@', version), `DEBIAN/${script}`, 0o755)
  write('/etc/callwright/engine.conf\n', 'DEBIAN/conffiles')
  write(control(version, machine, sizeKib), 'DEBIAN/control')
  mkdirSync(into, { recursive: true })
  const file = join(into, `callwright-engine_${version}_${machine.debian}.deb`)
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', stage, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(timeOf(root)) },
  })
  rmSync(stage, { recursive: true, force: true })
  return file
}

/** The same files under other names: two hundred megabytes need not be copied to be packed. */
export function linkTree(from: string, to: string): void {
  execFileSync('cp', ['-al', from, to])
}

const control = (version: string, machine: Machine, sizeKib: number) => `Package: callwright-engine
Version: ${version}
Architecture: ${machine.debian}
Maintainer: The Callwright authors <callwright@localhost>
Installed-Size: ${sizeKib}
Depends: ${DEPENDS}
Suggests: espeak-ng
Section: comm
Priority: optional
Description: PBX engine of Callwright
 Registers phones, connects calls, keeps messages and runs the call flows that
 are drawn and rehearsed in Callwright. It brings the Node.js that it runs on;
 nothing is compiled and nothing is fetched when it is installed.
`

/** Debian's machine-readable form for the whole, and below it who wrote what is inside, with the texts of their licences. */
function copyright({ root, contained }: Packing): string {
  const paragraph = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
      .join('\n')
  const inside = noticesOf(contained)
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Callwright

Files: *
Copyright: The Callwright authors
License: Apache-2.0
${paragraph(readFileSync(join(root, 'LICENSE'), 'utf8'))}

Files: usr/lib/callwright-engine/versions/*/bin/* usr/lib/callwright-engine/versions/*/node_modules/*
Copyright: those who are named below
License: of-what-is-inside
${paragraph(inside)}
`
}

/** Whoever built it may have a strict umask. Returns what the files take, bytes. */
function readableToAll(path: string): number {
  const stat = lstatSync(path)
  if (stat.isDirectory()) {
    chmodSync(path, 0o755)
    return readdirSync(path).reduce((sum, name) => sum + readableToAll(join(path, name)), 4_096)
  }
  if (stat.isFile()) chmodSync(path, (stat.mode & 0o111) === 0 ? 0o644 : 0o755)
  return stat.size
}

/** The same sources make the same file: it carries the time of the commit. */
export function timeOf(root: string): number {
  const given = Number(process.env['SOURCE_DATE_EPOCH'])
  if (Number.isInteger(given) && given > 0) return given
  try {
    return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }))
  } catch {
    return Math.floor(Date.now() / 1_000) // no checkout
  }
}
