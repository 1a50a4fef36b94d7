import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'vite'
import { type Machine, nodePackageOf, obtainPackage, packagesBehind } from './engine-packages.ts'

export interface TreeOptions {
  /** The checkout. */
  readonly root: string
  /** Made anew. */
  readonly into: string
  readonly machine: Machine
  readonly version: string
  /** Where packages for another machine are kept once they were fetched. */
  readonly cache: string
}

/** A package that went in, and where its files were taken from. */
export interface Contained {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly folder: string
}

/** What the engine's processes and threads begin with; named as `src/engine/engine-arguments.ts` looks for them. */
const ENTRIES = {
  engine: 'src/engine/cli.ts',
  'media-worker': 'src/engine/media/media-worker.ts',
  'peer-process': 'src/engine/media/peers/peer-process.ts',
  'database-worker': 'src/engine/state/database-worker.ts',
  'convert-worker': 'src/audio/convert-worker.ts',
} as const

/** What runs; everything else in a package is for people who develop it. */
const RUNS = /\.(?:js|cjs|mjs|json|wasm|node)$/
const NOT_FOR_RUNNING = /^(?:tests?|__tests__|docs?|examples?|bench(?:marks?)?|\.github|typings|man)$/

/**
 * Everything the engine runs on, in one folder that needs nothing but libc: `bin/node`, `out/main`, `node_modules`, `resources`. Native code is that
 * of `machine` and of no other. Resolves to the packages inside, Node itself among them.
 */
export async function makeEngineTree(options: TreeOptions): Promise<Contained[]> {
  const { root, into, machine, version } = options
  rmSync(into, { recursive: true, force: true })
  const out = join(into, 'out', 'main')
  await buildEngine(root, out)
  const contained: Contained[] = []
  for (const each of packagesBehind(root, out, machine)) {
    const folder = obtainPackage({ ...options, ...each })
    copyWhatRuns(folder, join(into, each.path), machine)
    contained.push({ ...each, folder })
  }
  const node = nodePackageOf(root, machine)
  const nodeFolder = obtainPackage({ ...options, ...node })
  mkdirSync(join(into, 'bin'), { recursive: true })
  linkOrCopy(join(nodeFolder, 'bin', 'node'), join(into, 'bin', 'node'))
  for (const name of ['prompts', 'moh'])
    cpSync(join(root, 'resources', name), join(into, 'resources', name), { recursive: true })
  writeFileSync(
    join(into, 'package.json'),
    `${JSON.stringify({ name: 'callwright-engine', version, type: 'module' }, null, 2)}\n`,
  )
  return [...contained, { ...node, folder: nodeFolder }]
}

async function buildEngine(root: string, out: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { target: 'node' },
    build: {
      ssr: true,
      target: 'node22',
      outDir: out,
      emptyOutDir: true,
      chunkSizeWarningLimit: 4_000,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(root, path)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  })
}

function copyWhatRuns(from: string, to: string, machine: Machine): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !NOT_FOR_RUNNING.test(entry.name))
        copyWhatRuns(source, join(to, entry.name), machine)
    } else if (RUNS.test(entry.name) && !(entry.name.endsWith('.node') && !isFor(source, machine))) {
      mkdirSync(to, { recursive: true })
      linkOrCopy(source, join(to, entry.name))
    }
  }
}

/** By what the file is, whatever it is called: an ELF header names its machine (e_machine, offset 18), and musl's libraries name musl. */
export function isFor(file: string, machine: Machine): boolean {
  const bytes = readFileSync(file)
  const isElf = bytes.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]))
  return (
    isElf && bytes.readUInt16LE(18) === machine.elf && !bytes.includes('libc.musl-') && !/musl/.test(basename(file))
  )
}

/** A hundred megabytes need not be copied within one disk. */
function linkOrCopy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  if ((statSync(from).mode & 0o022) === 0) {
    try {
      linkSync(from, to)
      return
    } catch {
      // Another disk.
    }
  }
  cpSync(from, to)
}
