import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { filesOfDesign } from '../../src/main/exchange/files-of-design.ts'
import { writeFolder } from '../../src/main/exchange/folder.ts'
import { readFolder } from '../../src/main/exchange/read-folder.ts'
import { anyDesign } from '../harness/any-design.ts'

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const byId = (documents: Iterable<Document>) => new Map([...documents].map((document) => [document.id, document]))

/** Any design whose media have sounds, two of them perhaps the same. */
const withSounds = fc
  .tuple(anyDesign(), fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 3 }))
  .map(([drawn, sounds]) => {
    let next = 0
    const documents = drawn.map((each) => {
      const sound = each.kind === 'media' ? sounds[next++ % sounds.length] : undefined
      return sound ? { ...each, sha256: sha256Of(sound) } : each
    }) as readonly Document[] // media alone are changed, to media
    return { documents, sounds: new Map(sounds.map((sound) => [sha256Of(sound), sound])) }
  })

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-folder-'))
  try {
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('a design written to a folder and read back', () => {
  it('is the same design as YAML files, every sound included', () => {
    fc.assert(
      fc.property(withSounds, ({ documents, sounds }) =>
        inFolder((folder) => {
          const out = filesOfDesign('files', snapshotOf(documents), (sha256) => sounds.get(sha256))
          expect(out.notes).toEqual([])
          writeFolder(folder, out.files)
          const back = readFolder('files', folder)
          expect([back.refused, back.notes]).toEqual([[], []])
          expect(byId(back.documents)).toEqual(byId(documents))
          const used = new Set(documents.flatMap((each) => (each.kind === 'media' && each.sha256 ? [each.sha256] : [])))
          expect(back.sounds.map(sha256Of).toSorted()).toEqual([...used].toSorted())
          // The same design gives the same bytes: nothing for version control to see.
          expect(filesOfDesign('files', snapshotOf(back.documents), (sha256) => sounds.get(sha256)).files).toEqual(
            out.files,
          )
        }),
      ),
      { seed: 84, numRuns: 20, interruptAfterTimeLimit: 15_000, endOnFailure: true },
    )
  })

  it('has every document as a Kazoo account again', () => {
    fc.assert(
      fc.property(withSounds, ({ documents, sounds }) =>
        inFolder((folder) => {
          const numbers = new Set<string>()
          const own = documents.filter(
            (each) => each.kind !== 'phone-number' || (!numbers.has(each.number) && numbers.add(each.number)),
          )
          writeFolder(folder, filesOfDesign('kazoo', snapshotOf(own), (sha256) => sounds.get(sha256)).files)
          const back = readFolder('kazoo', folder)
          expect(back.refused).toEqual([])
          expect([...byId(back.documents).keys()].toSorted()).toEqual([...byId(own).keys()].toSorted())
        }),
      ),
      { seed: 85, numRuns: 20, interruptAfterTimeLimit: 15_000, endOnFailure: true },
    )
  })
})
