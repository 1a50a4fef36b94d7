import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type LockedPackage, placeOf, readLockfile } from '../licences.ts'

/** What the engine is packed for: Linux with glibc, on one kind of processor. */
export interface Machine {
  /** As npm and Node spell it. */
  readonly cpu: 'x64' | 'arm64'
  /** As Debian spells it. */
  readonly debian: 'amd64' | 'arm64'
  /** `e_machine` of the ELF header. */
  readonly elf: number
}

export const machines: Readonly<Record<Machine['debian'], Machine>> = {
  amd64: { cpu: 'x64', debian: 'amd64', elf: 62 },
  arm64: { cpu: 'arm64', debian: 'arm64', elf: 183 },
}

export interface EnginePackage {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** `node_modules/...` from the root, as the lockfile places it. */
  readonly path: string
  /** `sha512-...`, of the package as the registry hands it out. */
  readonly integrity: string
}

/** What the built files load, and all that those packages need on `machine`, as the lockfile has it. */
export function packagesBehind(root: string, builtFolder: string, machine: Machine): EnginePackage[] {
  const packages = readLockfile(root)
  const found = new Map<string, EnginePackage>()
  const visit = (name: string, from: string): void => {
    const path = placeOf(packages, name, from)
    const locked = path === undefined ? undefined : packages[path]
    if (path === undefined || !locked || found.has(path) || !runsOn(locked, machine)) return
    found.set(path, enginePackage(name, path, locked))
    for (const each of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) visit(each, path)
  }
  for (const name of namedIn(builtFolder, Object.keys(packages['']?.dependencies ?? {}))) visit(name, '')
  return [...found.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1))
}

export function nodePackageOf(root: string, { cpu }: Machine): EnginePackage {
  const name = `node-linux-${cpu}`
  const path = `node_modules/${name}`
  const locked = readLockfile(root)[path]
  if (!locked) throw new Error(`the lockfile has no ${name}`)
  return enginePackage(name, path, locked)
}

const enginePackage = (name: string, path: string, locked: LockedPackage): EnginePackage => ({
  name,
  path,
  version: locked.version ?? '',
  licence: locked.license ?? '',
  integrity: locked.integrity ?? '',
})

function runsOn({ os, cpu, libc }: LockedPackage, machine: Machine): boolean {
  const allows = (field: string | readonly string[] | undefined, value: string) =>
    field === undefined || [field].flat().includes(value)
  return allows(os, 'linux') && allows(cpu, machine.cpu) && allows(libc, 'glibc')
}

/** Of the product's dependencies those that a built file names in quotes, alone or with a path: imports, `require` and `import.meta.resolve` alike. */
function namedIn(folder: string, dependencies: readonly string[]): string[] {
  const named = new Set<string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, name = ''] of text.matchAll(/["']((?:@[\w.-]+\/)?[\w.-]+)(?:\/[\w./-]*)?["']/g)) named.add(name)
  }
  return dependencies.filter((name) => named.has(name))
}

export interface Obtain extends EnginePackage {
  readonly root: string
  readonly cache: string
}

/** The package's folder: the installed one, or for another machine the registry's, fetched once and checked against the lockfile. */
export function obtainPackage({ root, path, name, version, integrity, cache }: Obtain): string {
  const installed = join(root, path)
  if (existsSync(join(installed, 'package.json'))) return installed
  const kept = join(cache, `${name.replaceAll('/', '+')}-${version}`)
  if (existsSync(kept)) return kept
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, '.fetched-'))
  try {
    execFileSync('npm', ['pack', '--silent', `${name}@${version}`], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [archive = ''] = readdirSync(work)
    const sha512 = createHash('sha512')
      .update(readFileSync(join(work, archive)))
      .digest('base64')
    if (integrity !== `sha512-${sha512}`) throw new Error(`${name} ${version} is not what the lockfile names`)
    execFileSync('tar', ['-xzf', archive, '--no-same-owner'], { cwd: work })
    renameSync(join(work, 'package'), kept)
    return kept
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
