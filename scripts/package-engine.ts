import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDebianPackage } from './packaging/debian.ts'
import { machines } from './packaging/engine-packages.ts'
import { makeEngineTree } from './packaging/engine-tree.ts'
import { makeTarball } from './packaging/tarball.ts'

const usage = `npm run package:engine -- [--arch amd64|arm64|all] [--kind deb|tar|all] [--version VERSION] [--into FOLDER] [--fast]

Packs callwright-engine with the Node it runs on. Files go to out/packages unless --into says otherwise. --fast does not compress.`

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: 'all' },
    kind: { type: 'string', default: 'all' },
    version: { type: 'string' },
    into: { type: 'string', default: join(root, 'out', 'packages') },
    fast: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(usage)
else process.exitCode = await packageEngine()

async function packageEngine(): Promise<number> {
  const wanted = Object.values(machines).filter(({ debian }) => ['all', debian].includes(values.arch))
  if (wanted.length === 0 || !['all', 'deb', 'tar'].includes(values.kind)) {
    console.error(usage)
    return 2
  }
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string } // our own
  const version = values.version ?? own.version
  const into = resolve(values.into)
  const work = join(into, '.work')
  for (const machine of wanted) {
    const tree = join(work, machine.debian)
    const contained = await makeEngineTree({ root, into: tree, machine, version, cache: join(root, 'out', 'fetched') })
    const compression = values.fast ? 'none' : 'xz'
    const packing = { root, tree, contained, machine, version, work, into, compression } as const
    if (values.kind !== 'tar') console.log(makeDebianPackage(packing))
    if (values.kind !== 'deb') console.log(makeTarball(packing))
  }
  rmSync(work, { recursive: true, force: true })
  return 0
}
