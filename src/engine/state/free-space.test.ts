import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DiskReport } from '../disk-report.ts'
import { SimClock } from '../sip/testing/sim-clock.ts'
import { type DiskState, DiskWatch } from './free-space.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const MIB = 1024 ** 2
const keptFree = { recording: 200 * MIB, message: 50 * MIB }

function setUp(freeMib: number | null = 1_000) {
  const clock = new SimClock()
  const disk = { freeMib }
  const changes: DiskState[] = []
  const watch = new DiskWatch({
    folder: '/data',
    keptFree,
    timers: clock,
    onChange: (state) => changes.push(state),
    freeBytes: async () => {
      if (disk.freeMib === null) throw new Error('no such file system')
      return disk.freeMib * MIB
    },
  })
  const look = async (freeMibNow: number | null) => {
    disk.freeMib = freeMibNow
    await clock.advance(2_000)
    return [watch.state, watch.allows('recording'), watch.allows('message')]
  }
  return { clock, watch, changes, look }
}

describe('what is free on the disk', () => {
  it('is kept for messages below 200 MiB and for the engine itself below 50', async () => {
    const { watch, look, changes } = setUp()
    await watch.start()
    expect(await look(200)).toEqual(['ok', true, true])
    expect(await look(199.9)).toEqual(['low', false, true])
    expect(await look(50)).toEqual(['low', false, true])
    expect(await look(49.9)).toEqual(['full', false, false])
    expect(changes).toEqual(['low', 'full'])
  })

  it('is room again when a tenth more is free', async () => {
    const { watch, look } = setUp(10)
    await watch.start()
    expect(await look(54.9)).toEqual(['full', false, false])
    expect(await look(55.1)).toEqual(['low', false, true])
    expect(await look(219)).toEqual(['low', false, true])
    expect(await look(220.1)).toEqual(['ok', true, true])
    expect(await look(10)).toEqual(['full', false, false])
    expect(await look(1_000)).toEqual(['ok', true, true])
  })

  it('that no file system tells of is room', async () => {
    const { watch, look } = setUp()
    await watch.start()
    expect(await look(null)).toEqual(['ok', true, true])
    expect(watch.freeBytes).toBeNull()
  })

  it('ends each recording once, of the kind that has no room any more', async () => {
    const { watch, look } = setUp()
    await watch.start()
    const ended: string[] = []
    watch.whenShort('recording', () => ended.push('call'))
    watch.whenShort('message', () => ended.push('message'))
    watch.whenShort('recording', () => ended.push('over before'))()
    await look(100)
    expect(ended).toEqual(['call'])
    await look(1_000)
    await look(10)
    expect(ended).toEqual(['call', 'message'])
  })

  it('is not looked at after the end', async () => {
    const { clock, watch } = setUp()
    await watch.start()
    watch.close()
    expect(clock.pendingCount).toBe(0)
  })

  it('is what the file system says', async () => {
    const watch = new DiskWatch({ folder: temporaryFolder(), keptFree, timers: new SimClock(), onChange: () => {} })
    await watch.start()
    expect(watch.freeBytes).toBeGreaterThan(0)
  })
})

describe('what recordings may take', () => {
  it('ends them and no message, until some are removed', async () => {
    const folder = temporaryFolder()
    const clock = new SimClock()
    let changes = 0
    const watch: DiskWatch = new DiskWatch({
      folder,
      keptFree,
      timers: clock,
      onChange: () => changes++,
      recordingsQuota: { folder, bytes: 1_000 },
      freeBytes: async () => 1_000 * MIB,
    })
    onTestFinished(() => watch.close())
    writeFileSync(join(folder, 'a.wav'), Buffer.alloc(600))
    await watch.start()
    expect(watch.allows('recording')).toBe(true)
    let ended = 0
    watch.whenShort('recording', () => ended++)
    watch.whenShort('message', () => ended++)
    writeFileSync(join(folder, 'b.wav'), Buffer.alloc(400))
    await lookForAMinute(clock, () => watch.isQuotaUsedUp)
    expect([watch.allows('recording'), watch.allows('message'), ended, changes]).toEqual([false, true, 1, 1])
    rmSync(join(folder, 'a.wav'))
    await lookForAMinute(clock, () => !watch.isQuotaUsedUp)
    expect([watch.allows('recording'), changes]).toEqual([true, 2])
  })

  /** Files are looked at in real time, the clock is simulated. */
  async function lookForAMinute(clock: SimClock, isSeen: () => boolean): Promise<void> {
    for (let tries = 0; tries < 200 && !isSeen(); tries++) {
      await clock.advance(2_000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
})

describe('what is said of the disk', () => {
  function report() {
    const watch = { state: 'ok' as DiskState, freeBytes: 1_000 * MIB, isQuotaUsedUp: false }
    const queue = { problem: null as string | null, waiting: 0, lost: () => lost }
    let lost = 0
    const said: string[] = []
    const told = new DiskReport({ watch, queue, keptFree, say: (message) => said.push(message) })
    return { watch, queue, said, told, lose: (count: number) => (lost = count) }
  }

  it('is said once when it begins, gets worse and is over', () => {
    const { watch, said, told } = report()
    told.changed()
    Object.assign(watch, { state: 'low', freeBytes: 150 * MIB })
    told.changed()
    told.changed()
    expect(told.problem).toBe("The engine's disk has 150 MiB left: no calls are recorded below 200 MiB.")
    Object.assign(watch, { state: 'full', freeBytes: 12.5 * MIB })
    told.changed()
    Object.assign(watch, { state: 'ok', freeBytes: 900 * MIB })
    told.changed()
    expect(said).toEqual([
      "The engine's disk has 150 MiB left: no calls are recorded below 200 MiB.",
      "The engine's disk has 12 MiB left: below 50 MiB no messages are taken and no calls are recorded.",
      'The disk has room again.',
    ])
    expect(told.problem).toBeNull()
  })

  it('says that recordings take all they may', () => {
    const { watch, said, told } = report()
    Object.assign(watch, { isQuotaUsedUp: true })
    told.changed()
    Object.assign(watch, { isQuotaUsedUp: false })
    told.changed()
    expect(said).toEqual([
      'Recordings of calls take all the room they may: no more calls are recorded until some are removed.',
      'The disk has room again.',
    ])
  })

  it('counts what waits and what was lost', () => {
    const { queue, said, told, lose } = report()
    Object.assign(queue, { problem: 'database or disk is full', waiting: 7 })
    told.changed()
    expect(said).toEqual([
      'The engine cannot write to its disk (database or disk is full): 7 changes wait in memory and are written when there is room.',
    ])
    expect(told.health()).toMatchObject({ waitingWrites: 7, lostCallRecords: 0 })
    lose(3)
    expect(told.problem).toContain('3 call records are lost.')
    expect(told.health()).toMatchObject({ state: 'ok', waitingWrites: 7, lostCallRecords: 3 })
    Object.assign(queue, { problem: null, waiting: 0 })
    told.changed()
    expect(said.at(-1)).toBe('The disk has room again. 3 call records are lost.')
  })
})
