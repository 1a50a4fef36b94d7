import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from './export.ts'
import { type KazooFile, readKazoo } from './import.ts'

const folder = join(import.meta.dirname, '../../../../tests/fixtures/kazoo/seaside-dental')
const files: KazooFile[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }))

/** The documents of an export or an account's folder, by path, without the API's envelope. */
const contents = (of: readonly KazooFile[]) =>
  new Map(
    of.map(({ path, text }) => {
      const json = JSON.parse(text) as Record<string, unknown>
      return [path, json.auth_token === undefined ? json : json.data]
    }),
  )

describe('an account of a dentist, as Kazoo returns it', () => {
  const imported = readKazoo(files)
  const design = snapshotOf(imported.documents)

  it('is taken whole', () => {
    expect(imported.refused).toEqual([])
    expect(imported.documents.filter((document) => !parseDocument(document).ok)).toEqual([])
  })

  it('comes out as it went in, every key of every document (import, export)', () => {
    expect(contents(writeKazoo(design).files)).toEqual(contents(files))
  })

  it('says what it keeps without understanding', () => {
    const reasons = imported.notes.map(({ path, reason }) => `${path.split('/')[0]}: ${reason}`)
    expect(reasons).toContain('blacklists: kept as it is: Callwright has no such documents')
  })
})
