import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '..', '..')

/** What runs and rehearses calls, without what only describes, exchanges and checks settings. */
const running = [
  'callflow/modules',
  'callflow/scripts',
  'callflow/numbering',
  'callflow/run',
  'callflow/rehearse',
  'engine',
]

/** Settings that findings call unused, as code would read them. */
const unused = [/\bsmtpAddress\b/, /\bsentNotifyEmails\b/]

it('nothing that runs reads a setting which a finding calls unused: once something does, the finding goes', () => {
  const files = running.flatMap((folder) =>
    readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(source, folder, name), 'utf8')),
  )
  expect(files.length).toBeGreaterThan(200)
  expect(unused.filter((setting) => files.some((text) => setting.test(text))).map(String)).toEqual([])
})
