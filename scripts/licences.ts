import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'

/** A package that ships with the app, as its lockfile and its folder say. */
export interface Shipped {
  readonly name: string
  readonly version: string
  /** The SPDX expression its author declares; empty when there is none. */
  readonly licence: string
}

/** Generated, for people; from the root. */
export const THIRD_PARTY_PAGE = 'resources/third-party-licences.txt'

/**
 * What may ship in a product under Apache-2.0: licences that ask for a notice and nothing else. Fonts have one of their own. MPL-2.0 binds
 * only its own files, which ship unchanged; NOTICE says where their source is (MPL-2.0 §3.2).
 */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'MPL 2.0', // as node-datachannel spells it
  'OFL-1.1',
  'Unlicense',
])

/** Packages whose own licence is not all there is: what they declare would pass. */
const HIDDEN: Readonly<Record<string, string>> = {
  'codec-parser': 'LGPL-3.0',
  'mpg123-decoder': 'mpg123 inside is LGPL-2.1',
  '@ffmpeg/core': 'FFmpeg inside is GPL-2.0',
}

/** One sentence a package that must not ship. */
export function refusals(shipped: readonly Shipped[]): string[] {
  return shipped.flatMap(({ name, version, licence }) => {
    const hidden = HIDDEN[name]
    if (hidden !== undefined) return [`${name} ${version} must not ship: ${hidden}`]
    return isAllowed(licence) ? [] : [`${name} ${version} must not ship under ${licence || 'no licence at all'}`]
  })
}

/** `(A OR B)` when one of them will do, `A AND B` when all do. Anything else SPDX can say is refused until somebody reads it. */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1')
  if (/[()]/.test(plain)) return false
  return plain.split(' OR ').some((all) => all.split(' AND ').every((id) => ALLOWED.has(id)))
}

interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage | undefined>>
}

/** One place of `node_modules`, as npm notes it. */
export interface LockedPackage {
  readonly version?: string
  readonly license?: string
  /** `sha512-...` of the registry's archive. */
  readonly integrity?: string
  readonly os?: string | readonly string[]
  readonly cpu?: string | readonly string[]
  readonly libc?: string | readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** What the product depends on, what its sources import (the build bundles that) and all that those need, by name. */
export function shippedPackages(root: string): Shipped[] {
  const packages = readLockfile(root)
  const found = new Map<string, Shipped>()
  const visit = (name: string, from: string): void => {
    const path = placeOf(packages, name, from)
    const locked = path === undefined ? undefined : packages[path]
    if (path === undefined || !locked || found.has(path)) return
    found.set(path, { name, version: locked.version ?? '', licence: locked.license ?? '' })
    if (name === 'electron') return // what downloads its binary stays behind
    for (const each of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) visit(each, path)
  }
  const own = packages['']
  for (const name of [...Object.keys(own?.dependencies ?? {}), ...importedBySources(join(root, 'src')), 'electron'])
    visit(name, '')
  return [...found.values()].toSorted((left, right) =>
    compare(`${left.name} ${left.version}`, `${right.name} ${right.version}`),
  )
}

export function readLockfile(root: string): Lockfile['packages'] {
  return (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile).packages // npm's own
}

/** Where Node would find it: in the nearest `node_modules` upwards. */
export function placeOf(packages: Lockfile['packages'], name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[path]) return path
    if (folder === '') return undefined
  }
}

function importedBySources(folder: string): Set<string> {
  const names = new Set<string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:tsx?|css)$/.test(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue
    if (/[/\\]testing(?:[/\\]|$)/.test(entry.parentPath)) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\(?|@import|@plugin)\s*['"]([^'"]+)['"]/g)) {
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
      if (/^(?:[.#]|node:)/.test(name) || builtinModules.includes(name)) continue
      names.add(name)
    }
  }
  return names
}

/** The page that ships with the app: every package with its licence and the texts that licence wants repeated. */
export function thirdPartyPage(root: string, shipped: readonly Shipped[]): string {
  return `${HEADING}\n${noticesOf(shipped.map((each) => ({ ...each, folder: join(root, 'node_modules', each.name) })))}`
}

/** One line a package, then each text once, under those it comes from. */
export function noticesOf(packages: readonly (Shipped & { readonly folder: string })[]): string {
  const texts = new Map<string, string[]>()
  for (const { name, version, folder } of packages) {
    for (const text of textsOf(folder)) {
      const users = texts.get(text)
      if (users) users.push(`${name} ${version}`)
      else texts.set(text, [`${name} ${version}`])
    }
  }
  const list = packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`)
  const parts = [...texts].map(([text, users]) => `${'-'.repeat(80)}\n${users.join('\n')}\n\n${text}`)
  return `${list.join('\n')}\n\n${parts.join('\n\n')}\n`
}

const HEADING = `What ships with Callwright and was written by others. Made by "npm run reference"; do not edit.
Electron brings the licences of Chromium and Node.js in files of its own beside the program.
`

function textsOf(folder: string): string[] {
  if (!existsSync(folder)) return [] // for another operating system
  return readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name) && !/\.[cm]?[jt]sx?$/.test(name))
    .toSorted(compare)
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r', '').trim())
}

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
