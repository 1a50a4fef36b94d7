import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDesign } from './design-store.ts'
import { openFile } from './open-file.ts'
import { flow, testDesign, type TestFolder, testFolder } from './test-design.ts'

// What lies on the disk after the power went is what was synced, and any part of what was being written. The file and its log are copied
// while the design is open, cut at places, and opened as after the next start.

let folder: TestFolder
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder[Symbol.dispose]())

/** One after another; each is acknowledged when the log has `logBytes`. Two documents each: neither may come alone. */
function editedDesign(edits: number) {
  const { design, path } = testDesign(folder)
  const base = readFileSync(path)
  const acknowledged: { readonly ids: readonly string[]; readonly logBytes: number }[] = []
  for (let index = 0; index < edits; index++) {
    const ids = [`a${index}`, `b${index}`]
    const numbers = Array.from({ length: (index % 4) * 60 }, (_, each) => `${10_000 + index * 1_000 + each}`)
    const put = ids.map((id) => flow(id, `Flow ${id}`, id === ids[0] ? { numbers } : {}))
    design.apply({ label: `Edit ${index}`, put })
    acknowledged.push({ ids, logBytes: statSync(`${path}-wal`).size })
  }
  return { design, path, base, log: readFileSync(`${path}-wal`), acknowledged }
}

/** The design as it opens from these bytes; fails when it does not open or is not sound. */
function reopened(file: Uint8Array, log: Uint8Array): Set<string> {
  const path = folder.file('after.callwright')
  writeFileSync(path, file)
  writeFileSync(`${path}-wal`, log)
  const design = openDesign(path)
  const ids = new Set(design.documents().map(({ id }) => id))
  const { canUndo } = design.info()
  design.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
  const db = new BetterSqlite3(path)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.prepare('SELECT count(*) AS n FROM search').get()).toEqual({ n: ids.size })
  db.close()
  const last = Math.max(-1, ...[...ids].map((id) => Number(id.slice(1))))
  expect(canUndo).toBe(last < 0 ? null : `Edit ${last}`)
  return ids
}

describe('a power cut', () => {
  it('cuts the log anywhere and costs nothing that was acknowledged before, and halves of nothing', () => {
    const { design, base, log, acknowledged } = editedDesign(8)
    design.close()
    const ends = acknowledged.map(({ logBytes }) => logBytes)
    // Around every acknowledged end, in every header, and at odd places between.
    const cuts = new Set([
      0,
      1,
      31,
      32,
      33,
      55,
      56,
      ...ends.flatMap((end) => [end - 4_097, end - 1, end, end + 1, end + 24]),
    ])
    for (let at = 700; at < log.length; at += 40_961) cuts.add(at)
    for (const cut of [...cuts].filter((each) => each >= 0 && each <= log.length)) {
      const ids = reopened(base, log.subarray(0, cut))
      const whole = acknowledged.filter(({ logBytes }) => logBytes <= cut)
      expect([...ids].toSorted(), `cut at ${cut}`).toEqual(whole.flatMap((edit) => edit.ids).toSorted())
    }
  })

  it('tears the page that was being written: what was acknowledged before is there', () => {
    const { design, base, log, acknowledged } = editedDesign(6)
    design.close()
    for (const [index, { logBytes }] of acknowledged.entries()) {
      const before = acknowledged[index - 1]?.logBytes ?? 0
      for (const tornBytes of [1, 512, 4_096, logBytes - before]) {
        const torn = Buffer.from(log.subarray(0, logBytes))
        for (let at = logBytes - tornBytes; at < logBytes; at++) torn[at] = 0xff ^ (torn[at] ?? 0)
        const ids = reopened(base, torn)
        expect(ids.size, `the last ${tornBytes} bytes of edit ${index}`).toBe(index * 2)
      }
    }
  })

  it('while the log is emptied into the file leaves any mixture of old and new pages, and costs nothing', () => {
    const { design, path, base, log, acknowledged } = editedDesign(8)
    design.close() // empties the log
    const after = readFileSync(path)
    const all = acknowledged.flatMap(({ ids }) => ids).toSorted()
    for (let seed = 0; seed < 12; seed++) {
      const mixed = Buffer.from(after.subarray(0, Math.max(base.length, Math.floor((after.length * (seed + 1)) / 12))))
      for (let page = 0; (page + 1) * 4_096 <= mixed.length; page++) {
        const isOld = (page * 2_654_435_761 + seed * 40_503) % 3 === 0
        const from = page * 4_096
        if (isOld && from + 4_096 <= base.length) base.copy(mixed, from, from, from + 4_096)
      }
      expect([...reopened(mixed, log)].toSorted(), `mixture ${seed}`).toEqual(all)
    }
  })

  it('overwrites an emptied log from its beginning: what is behind the new end is of another time', () => {
    const { design, path, log } = editedDesign(6)
    design.close()
    const again = openDesign(path)
    const file = readFileSync(path)
    again.apply({ label: 'Edit 6', put: [flow('a6', 'A'), flow('b6', 'B')] })
    const newer = readFileSync(`${path}-wal`)
    again.close()
    expect(reopened(file, newer).size).toBe(14)
    for (let cut = 0; cut < newer.length; cut += 1_024) {
      const mixed = Buffer.concat([newer.subarray(0, cut), log.subarray(cut)])
      const ids = reopened(file, mixed)
      expect([12, 14], `overwritten up to ${cut}`).toContain(ids.size)
    }
  })

  it('finds what was acknowledged on the disk: every commit is synced, on a Mac through its cache too', () => {
    const { design, path } = testDesign(folder)
    design.close()
    const file = openFile(path)
    expect(file.db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(file.db.pragma('synchronous', { simple: true })).toBe(2)
    expect(file.db.pragma('fullfsync', { simple: true })).toBe(1)
    expect(file.db.pragma('checkpoint_fullfsync', { simple: true })).toBe(1)
    file.close()
  })
})
