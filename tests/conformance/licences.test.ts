import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { isAllowed, refusals, type Shipped, shippedPackages, thirdPartyPage } from '../../scripts/licences.ts'

let root = ''
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A small product: what its lockfile says, and files by path. */
function product(packages: Readonly<Record<string, object>>, files: Readonly<Record<string, string>>): string {
  root = mkdtempSync(join(tmpdir(), 'callwright-licences-'))
  const all = { 'src/empty.ts': '', ...files, 'package-lock.json': JSON.stringify({ packages }) }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const locked = (license: string, dependencies: readonly string[] = [], version = '1.0.0') => ({
  version,
  license,
  dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])),
})
const namesOf = (shipped: readonly Shipped[]) => shipped.map(({ name, version }) => `${name} ${version}`)

describe('what ships', () => {
  it('is what the product depends on and what that needs, in the version that would be loaded', () => {
    const found = shippedPackages(
      product(
        {
          '': { dependencies: { a: '*' }, devDependencies: { tool: '*' } },
          'node_modules/a': locked('MIT', ['b']),
          'node_modules/b': locked('MIT', [], '1.0.0'),
          'node_modules/a/node_modules/b': locked('MIT', ['c'], '2.0.0'),
          'node_modules/c': locked('MIT', ['a']),
          'node_modules/tool': locked('GPL-3.0'),
        },
        {},
      ),
    )
    expect(namesOf(found)).toEqual(['a 1.0.0', 'b 2.0.0', 'c 1.0.0'])
  })

  it('is also what sources import, which the build puts in, but not what tests do', () => {
    const found = shippedPackages(
      product(
        {
          '': { devDependencies: {} },
          'node_modules/@scope/ui': locked('MIT', ['inner']),
          'node_modules/inner': locked('ISC'),
          'node_modules/styles': locked('MIT'),
          'node_modules/lazy': locked('MIT'),
          'node_modules/tester': locked('GPL-2.0'),
        },
        {
          'src/page.tsx': `import { Button } from '@scope/ui/button'\nimport './own.ts'\nimport 'node:fs'\nawait import('lazy')`,
          'src/page.css': '@import "styles";',
          'src/page.test.ts': `import 'tester'`,
          'src/testing/bench.ts': `import 'tester'`,
        },
      ),
    )
    expect(namesOf(found)).toEqual(['@scope/ui 1.0.0', 'inner 1.0.0', 'lazy 1.0.0', 'styles 1.0.0'])
  })

  it('is listed with the texts of its licences, the same text once', () => {
    const folder = product(
      {
        '': { dependencies: { a: '*', b: '*' } },
        'node_modules/a': locked('MIT'),
        'node_modules/b': locked('BSD-2-Clause'),
      },
      {
        'node_modules/a/LICENSE': 'Do as you like.\r\n',
        'node_modules/b/LICENCE.md': 'Do as you like.',
        'node_modules/b/NOTICE': 'B was here.',
        'node_modules/b/license.test.js': 'no licence',
      },
    )
    const page = thirdPartyPage(folder, shippedPackages(folder))
    expect(page).toContain('a 1.0.0: MIT\nb 1.0.0: BSD-2-Clause\n')
    expect(page).toContain('a 1.0.0\nb 1.0.0\n\nDo as you like.')
    expect(page.match(/Do as you like/g)).toHaveLength(1)
    expect(page).toContain('B was here.')
    expect(page).not.toContain('no licence')
  })
})

describe('a licence', () => {
  it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'GPL-2.0 OR BSD-3-Clause'])(
    '%s may ship',
    (licence) => {
      expect(isAllowed(licence)).toBe(true)
      expect(refusals([{ name: 'a', version: '1', licence }])).toEqual([])
    },
  )

  it.each([
    'GPL-2.0',
    'LGPL-2.1-or-later',
    'MIT AND GPL-3.0',
    '',
    'SEE LICENSE IN x',
    'EPL-2.0',
    'MIT OR (ISC AND MIT)',
  ])('"%s" may not, and is named', (licence) => {
    expect(refusals([{ name: 'a', version: '1', licence }])).toEqual([
      expect.stringMatching(/^a 1 must not ship under/),
    ])
  })

  it('that is not all there is in a package does not pass', () => {
    expect(refusals([{ name: 'mpg123-decoder', version: '1.0.3', licence: 'MIT' }])).toEqual([
      'mpg123-decoder 1.0.3 must not ship: mpg123 inside is LGPL-2.1',
    ])
  })
})

describe('Callwright', () => {
  const shipped = shippedPackages(join(import.meta.dirname, '..', '..'))

  it('ships nothing it may not, and knows what it ships', () => {
    expect(refusals(shipped)).toEqual([])
    expect(shipped.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['electron', 'react', 'better-sqlite3', 'minimp3-wasm', '@fontsource-variable/inter']),
    )
    expect(shipped.map(({ name }) => name)).not.toContain('vitest')
  })
})
