import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { type SmallDisk, smallDisk, whyNoSmallDisk } from '../../../tests/harness/small-disk.ts'
import { writeFolder } from '../exchange/folder.ts'
import { createDesignFrom } from '../exchange/design-from.ts'
import { recentDesigns, rememberDesign } from '../recent-designs.ts'
import { writeWhole } from '../../engine/control/whole-file.ts'
import { createFile } from './create-file.ts'
import { openDesign } from './design-store.ts'
import { whyNotWritten } from './disk.ts'
import { CannotCreateError, CannotOpenError, RefusedError } from './errors.ts'
import { latestVersion } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { openFile } from './open-file.ts'
import { secretSealer } from './secret-sealer.ts'
import { flow } from './test-design.ts'

const why = whyNoSmallDisk()

describe('what the disk says', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code })

  it('is told apart from every other error', () => {
    expect(whyNotWritten(withCode('ENOSPC'))).toBe('disk-full')
    expect(whyNotWritten(withCode('EDQUOT'))).toBe('disk-full')
    expect(whyNotWritten(withCode('EIO'))).toBe('disk-fails')
    expect(whyNotWritten(withCode('EROFS'))).toBe('disk-fails')
    expect(whyNotWritten(withCode('EACCES'))).toBeUndefined()
    expect(whyNotWritten(withCode('SQLITE_FULL'))).toBeUndefined() // by name only: no error of SQLite
    expect(whyNotWritten('ENOSPC')).toBeUndefined()
  })
})

describe.skipIf(why !== undefined)(`a full disk${why === undefined ? '' : ` [${why}]`}`, () => {
  let disk: SmallDisk
  let path: string
  beforeEach(() => {
    disk = smallDisk(3)
    path = disk.file('office.callwright')
    createFile(path, 'Office')
  })
  afterEach(() => disk.unmount())

  /** Edits until one is refused; answers its refusal and how many were saved. */
  const editUntilFull = (design = openDesign(path)) => {
    disk.fill()
    for (let saved = 0; saved < 10_000; saved++) {
      try {
        design.apply({ label: `Add ${saved}`, put: [flow(`f${saved}`, `Flow ${saved}`)] })
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error
        return { design, saved, refusal: error }
      }
    }
    throw new Error('the disk is never full')
  }

  it('refuses the change in words and with the bytes left, and has every one before', () => {
    const design = openDesign(path)
    design.apply({ label: 'Add early', put: [flow('early', 'Early')] })
    const { saved, refusal } = editUntilFull(design)
    expect(refusal).toMatchObject({ code: 'CANNOT_WRITE', data: { why: 'disk-full', freeBytes: 0 } })
    expect(refusal.message).toBe(
      `The disk of ${path} is full (0.0 MB free). This was not saved; make space and try again.`,
    )
    expect(design.documents()).toHaveLength(saved + 1)
    expect(design.info().freeBytes).toBe(0)
    const again = () => {
      for (let step = 0; step < 1_000; step++) if (!design.redo()) design.undo()
    }
    expect(refused(again)).toMatchObject({ code: 'CANNOT_WRITE' })
    disk.makeSpace()
    design.apply({ label: 'Add late', put: [flow('late', 'Late')] })
    expect(design.info().canUndo).toBe('Add late')
    design.close()
    expect(openAndClose().map(({ id }) => id)).toContain('late')
  })

  it('still says which passwords are missing after the change that entered them could not be written', () => {
    const device = makeDocument('device', { id: 'd', name: 'Phone', sipUsername: 'd', sipPassword: 'from elsewhere' })
    const elsewhere = openDesign(path, { sealer: secretSealer(() => Buffer.alloc(32, 1)) })
    elsewhere.apply({ label: 'Add phone', put: [device] })
    elsewhere.close()
    const design = openDesign(path, { sealer: secretSealer(() => Buffer.alloc(32, 2)) })
    expect(design.info().notice).toContain('One document')
    disk.fill()
    const typed = { ...device, sipPassword: 'typed again', name: 'Phone '.repeat(20) }
    expect(refused(() => design.apply({ label: 'Edit phone', put: [typed] }))).toMatchObject({ code: 'CANNOT_WRITE' })
    expect(design.info().notice).toContain('One document')
    disk.makeSpace()
    design.apply({ label: 'Edit phone', put: [typed] })
    expect(design.info().notice).toBeUndefined()
    design.close()
  })

  it('uses the room its own log takes before it refuses', () => {
    const first = openDesign(path)
    first.apply({ label: 'Sound', blobs: [{ bytes: Buffer.alloc(800_000, 1), mimeType: 'audio/wav' }] })
    first.close()
    const design = openDesign(path) // drops the sound nobody names: the file has room inside, and need not grow
    for (let index = 0; index < 60; index++) design.apply({ label: 'x', put: [flow('a', `Name ${index}`)] })
    const { saved } = editUntilFull(design)
    expect(saved).toBeGreaterThan(20)
    design.close()
  })

  it('closes and opens the design, with its log beside it, and edits wait', () => {
    const design = openDesign(path)
    for (let index = 0; index < 30; index++) design.apply({ label: 'x', put: [flow(`f${index}`, 'Flow')] })
    disk.fill()
    design.close()
    expect(existsSync(`${path}-wal`)).toBe(true)
    const again = openDesign(path)
    expect(again.documents()).toHaveLength(30)
    expect(refused(() => again.apply({ label: 'y', put: [flow('y', 'Y')] }))).toMatchObject({ code: 'CANNOT_WRITE' })
    again.close()
    disk.makeSpace()
    expect(openAndClose()).toHaveLength(30)
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  it('opens a design that was closed cleanly, too, and saves in it when there is room', () => {
    const first = openDesign(path)
    first.apply({ label: 'Sound', blobs: [{ bytes: Buffer.alloc(300_000, 1), mimeType: 'audio/wav' }] })
    first.close()
    disk.fill()
    const design = openDesign(path) // which would drop the sound nobody names
    expect(refused(() => design.apply({ label: 'x', put: [flow('x', 'X')] }))).toMatchObject({ code: 'CANNOT_WRITE' })
    disk.makeSpace()
    design.apply({ label: 'x', put: [flow('x', 'X')] })
    design.close()
    expect(openAndClose()).toHaveLength(1)
  })

  it('makes no half a design: new, filled and imported ones are refused in words and leave nothing', () => {
    disk.fill()
    const before = readdirSync(disk.path)
    const documents = Array.from({ length: 50 }, (_, index) => flow(`f${index}`, `Flow ${index}`))
    const reading = { documents, sounds: [], refused: [], notes: [], leftOut: [], paths: new Map<string, string>() }
    const target = disk.file('new.callwright')
    for (const make of [
      () => createFile(target, 'New'),
      () => createDesignFrom(reading, target, { label: 'Import' }),
    ]) {
      expect(make).toThrow(CannotCreateError)
      expect(make).toThrow(`${target} cannot be created: the disk is full.`)
      expect(readdirSync(disk.path)).toEqual(before)
    }
  })

  it('imports all or nothing when the room ends in the middle', () => {
    const documents = Array.from({ length: 4_000 }, (_, index) => flow(`f${index}`, `Flow ${index}`))
    const before = readdirSync(disk.path)
    const target = disk.file('new.callwright')
    const reading = { documents, sounds: [], refused: [], notes: [], leftOut: [], paths: new Map<string, string>() }
    expect(() => createDesignFrom(reading, target, { label: 'Import' })).toThrow('the disk is full')
    expect(readdirSync(disk.path)).toEqual(before)
  })

  it('imports nothing when one document is what the disk has no room for', () => {
    const huge = flow('huge', 'Huge', { foreign: { kept: 'x'.repeat(1_400_000) } })
    const documents = [...Array.from({ length: 7 }, (_, index) => flow(`f${index}`, `Flow ${index}`)), huge]
    const before = readdirSync(disk.path)
    const target = disk.file('new.callwright')
    const reading = { documents, sounds: [], refused: [], notes: [], leftOut: [], paths: new Map<string, string>() }
    expect(() => createDesignFrom(reading, target, { label: 'Import' })).toThrow('the disk is full')
    expect(readdirSync(disk.path)).toEqual(before)
  })

  it('takes a folder away that it could not write whole, the file it broke at included', () => {
    const files = Array.from({ length: 8 }, (_, index) => ({
      path: `media/sounds/${index}.wav`,
      content: Buffer.alloc(700_000, index),
    }))
    const before = readdirSync(disk.path)
    expect(() => writeFolder(disk.file('export'), files)).toThrow('ENOSPC')
    expect(readdirSync(disk.path)).toEqual(before)
  })

  it('leaves a design of an older format as it is, and no half of its copy', () => {
    disk.fill()
    const before = readdirSync(disk.path)
    const newer = [...migrations, { version: latestVersion(migrations) + 1, up: () => {} }]
    expect(() => openFile(path, newer)).toThrow(CannotOpenError)
    expect(readdirSync(disk.path)).toEqual(before)
    expect(openAndClose()).toEqual([])
  })

  it('forgets what was opened last rather than not open it, and keeps what it knew', () => {
    rememberDesign(disk.path, { path, name: 'Office' })
    disk.fill()
    rememberDesign(disk.path, { path: disk.file('other.callwright'), name: 'Other'.repeat(2_000) })
    expect(recentDesigns(disk.path).map(({ name }) => name)).toEqual(['Office'])
  })

  it('leaves a file of our own as it was, and no half of the new one', () => {
    const file = disk.file('secret-key')
    writeFileSync(file, 'old')
    disk.fill()
    const before = readdirSync(disk.path)
    expect(() => writeWhole(file, 'x'.repeat(10_000))).toThrow('ENOSPC')
    expect(readdirSync(disk.path)).toEqual(before)
    expect(readFileSync(file, 'utf8')).toBe('old')
  })

  const openAndClose = () => {
    const design = openDesign(path)
    const documents = design.documents()
    design.close()
    return documents
  }
})

function refused(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was refused')
}
