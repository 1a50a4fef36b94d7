import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { noticesOf } from '../licences.ts'
import { linkTree, type Packing, timeOf } from './debian.ts'

/** `callwright-engine-VERSION-linux-CPU.tar.gz`: the same tree with its start command, for systems without dpkg. Returns its path. */
export function makeTarball({ root, tree, contained, machine, version, work, into, compression }: Packing): string {
  const name = `callwright-engine-${version}-linux-${machine.cpu}`
  const stage = join(work, name)
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(join(stage, 'versions'), { recursive: true })
  linkTree(tree, join(stage, 'versions', version))
  copyFileSync(join(root, 'packaging', 'callwright-engine'), join(stage, 'callwright-engine'))
  writeFileSync(join(stage, 'wanted'), `${version}\n`)
  const settings = readFileSync(join(root, 'packaging', 'engine.conf'), 'utf8')
  writeFileSync(join(stage, 'engine.conf'), settings.replaceAll('/var/lib/callwright', 'data'))
  writeFileSync(join(stage, 'LICENSE'), readFileSync(join(root, 'LICENSE')))
  writeFileSync(join(stage, 'third-party-licences.txt'), noticesOf(contained))
  mkdirSync(into, { recursive: true })
  const isPlain = compression === 'none'
  const file = join(into, `${name}.tar${isPlain ? '' : '.gz'}`)
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=@${timeOf(root)}`]
  execFileSync('tar', [...same, isPlain ? '-cf' : '-czf', file, '-C', work, name])
  rmSync(stage, { recursive: true, force: true })
  return file
}
