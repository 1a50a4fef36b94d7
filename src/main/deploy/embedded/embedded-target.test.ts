import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DESIGN_SCHEMA_VERSION, makeDocument } from '../../../callflow/design/document.ts'
import { bundleIdOf } from '../../../engine/control/client.ts'
import type { EngineEvent } from '../../../engine/control/contract.ts'
import type { EngineStatus } from '../../api/target-contract.ts'
import { sha256Of } from '../../store/blobs.ts'
import type { DesignStore } from '../../store/design-store.ts'
import { flow, testDesign, type TestFolder, testFolder } from '../../store/test-design.ts'
import { writeControlToken } from './control-token.ts'
import type { DeploySure } from '../target.ts'
import { EmbeddedTarget } from './embedded-target.ts'
import { engineBuild, startEngineProcess } from './engine-process.ts'
import { writeRunning } from './leftover.ts'

/** With the real engine as its own process, on free ports of 127.0.0.1. */
let folder: TestFolder
let design: DesignStore
let engine: EmbeddedTarget
let statuses: EngineStatus[]
let events: EngineEvent[]
let onNews: () => void

beforeEach(() => {
  folder = testFolder()
  ;({ design } = testDesign(folder))
  design.apply({ label: 'Add', put: [makeDocument('account', { id: 'account', name: 'Company' })] })
  statuses = []
  events = []
  onNews = () => {}
  engine = make({ sip: '127.0.0.1:0' })
})

afterEach(async () => {
  await engine.close()
  design.close()
  folder[Symbol.dispose]()
})

function make(options: { sip: string; orFreePort?: boolean }): EmbeddedTarget {
  return new EmbeddedTarget({
    dataDir: folder.path,
    orFreePort: false,
    ...options,
    design: () => design,
    listener: {
      onStatus: (_id, status) => {
        statuses.push(status)
        onNews()
      },
      onEvents: (_id, batch) => {
        events.push(...batch)
        onNews()
      },
    },
  })
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => (onNews = resolve))
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** As the app syncs; what it said on the way. */
async function sync(sure: Partial<DeploySure> = {}, signal = new AbortController().signal): Promise<string[]> {
  const { planId } = await engine.plan(design)
  const told: string[] = []
  const costs = { evenWithCalls: false, evenFromOther: false, ...sure }
  for await (const { doing } of engine.apply(planId, costs, signal)) told.push(doing)
  return told
}

const edit = (id: string, name: string) => engine.designChanged(design.apply({ label: 'Edit', put: [flow(id, name)] }))

describe('the embedded engine', () => {
  it('starts, listens on loopback, and stops', async () => {
    expect(engine.status()).toMatchObject({ state: 'stopped', problem: null, unsyncedChanges: null })
    await engine.start()
    expect(engine.status()).toMatchObject({ state: 'running', problem: null, restarts: 0 })
    expect(engine.status().sipAddress).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    await engine.stop()
    expect(engine.status()).toMatchObject({ state: 'stopped', health: null, sipAddress: null })
    expect(statuses.map(({ state }) => state)).toEqual(['starting', 'running', 'stopped'])
    expect(engine.operator()).toBeUndefined()
  })

  it('stopped while it starts does not come up afterwards', async () => {
    const first = engine.start()
    await engine.stop()
    await first
    expect(engine.status().state).toBe('stopped')
    const second = engine.start()
    await until(() => statuses.at(-1)?.state === 'starting')
    await engine.stop()
    await second
    expect(engine.status().state).toBe('stopped')
    expect(statuses.map(({ state }) => state)).not.toContain('running')
  })

  it('takes the design with its sounds, and counts what was changed since', async () => {
    const bytes = Buffer.from('RIFF....WAVE')
    const sound = makeDocument('media', { id: 'm', name: 'Hello', sha256: sha256Of(bytes) })
    engine.designChanged(design.apply({ label: 'Add', put: [sound], blobs: [{ bytes, mimeType: 'audio/wav' }] }))
    await engine.start()
    expect(engine.status().unsyncedChanges).toBe(2)
    await sync()
    expect(engine.status()).toMatchObject({
      unsyncedChanges: 0,
      health: { activeBundle: { designName: 'Company' }, canRollBack: false },
    })
    edit('a', 'A')
    edit('b', 'B')
    engine.designChanged(design.apply({ label: 'Rename', put: [{ ...sound, name: 'Welcome' }] }))
    expect(engine.status().unsyncedChanges).toBe(3)
    engine.designChanged(design.undo())
    expect(engine.status().unsyncedChanges).toBe(2)
    await sync()
    expect(engine.status().unsyncedChanges).toBe(0)
    await engine.rollBack()
    expect(engine.status().unsyncedChanges).toBe(2)
  })

  it('hands on what the engine tells, in batches', async () => {
    await engine.start()
    await sync()
    await until(() => events.some(({ kind }) => kind === 'bundle-activated'))
    expect(events[0]).toEqual({ kind: 'resync' })
  })

  it('refuses to sync while it is stopped, and names a sound that is missing', async () => {
    await expect(sync()).rejects.toMatchObject({
      code: 'SYNC_FAILED',
      message: expect.stringContaining('not running'),
    })
    const lost = makeDocument('media', { id: 'm', name: 'Hello', sha256: 'a'.repeat(64) })
    engine.designChanged(design.apply({ label: 'Add', put: [lost] }))
    await engine.start()
    await expect(sync()).rejects.toMatchObject({ message: expect.stringContaining('missing from its file') })
    expect(engine.status().health?.activeBundle).toBeNull()
  })
})

describe('an engine that is killed', () => {
  it('is back at once, on the same address with the same design, and the status says what happened', async () => {
    await engine.start()
    await sync()
    const before = engine.status()
    process.kill(pidOf(), 'SIGKILL')
    await until(() => engine.status().state === 'running' && engine.status().restarts === 1)
    expect(engine.status()).toMatchObject({
      sipAddress: before.sipAddress,
      unsyncedChanges: 0,
      health: { activeBundle: { id: before.health?.activeBundle?.id } },
      problem: expect.stringMatching(/^The engine ended unexpectedly \(signal SIGKILL/),
    })
    expect(statuses.map(({ state }) => state)).toContain('restarting')
    expect(await engine.operator()?.registrations()).toEqual([])
  })
})

describe('a SIP port that is taken', () => {
  it('is named, and the engine does not start', async () => {
    const taken = await takenPort()
    engine = make({ sip: taken.address })
    await engine.start()
    expect(engine.status()).toMatchObject({
      state: 'failed',
      problem: `SIP address ${taken.address} is in use by another program.`,
    })
    taken.release()
    await engine.start()
    expect(engine.status()).toMatchObject({ state: 'running', problem: null, sipAddress: taken.address })
  })

  it('is replaced by a free one when nobody asked for it, and the status says so', async () => {
    const taken = await takenPort()
    engine = make({ sip: taken.address, orFreePort: true })
    await engine.start()
    expect(engine.status()).toMatchObject({
      state: 'running',
      problem: expect.stringContaining('a free port was taken instead'),
    })
    expect(engine.status().sipAddress).not.toBe(taken.address)
    taken.release()
  })
})

describe('opening another design', () => {
  /** Another design in place of the first; what then happens, and the first one again. */
  async function withOther(play: () => Promise<void>): Promise<void> {
    const first = design
    using elsewhere = testFolder()
    ;({ design } = testDesign(elsewhere))
    const other = design
    engine.designChanged(null)
    try {
      await play()
    } finally {
      await engine.stop()
      other.close()
      design = first
    }
  }

  it('takes an engine along that nothing was ever synced to', async () => {
    await engine.start()
    await withOther(async () => {
      await until(
        () => statuses.filter(({ state }) => state === 'running').length > 1 && engine.status().health !== null,
      )
      expect(engine.status()).toMatchObject({ runsOther: null, health: { activeBundle: null } })
      await sync()
      expect(pidOf()).toBeGreaterThan(0)
    })
  })

  it('leaves an engine alone that was synced from the one before, until it is told to move', async () => {
    // Between two processes somebody else may be given the port.
    engine = make({ sip: '127.0.0.1:0', orFreePort: true })
    await engine.start()
    await sync()
    const [pid, name] = [pidOf(), design.info().name]
    await withOther(async () => {
      design.apply({ label: 'Add', put: [makeDocument('group', { id: 'more', name: 'More' })] })
      engine.designChanged(null)
      await expect
        .poll(() => engine.status())
        .toMatchObject({ state: 'running', runsOther: { name }, unsyncedChanges: null })
      await expect(sync()).rejects.toMatchObject({ code: 'RUNS_OTHER', designName: name })
      expect(isThere(pid)).toBe(true)
      await sync({ evenFromOther: true })
      await expect.poll(() => engine.status()).toMatchObject({ runsOther: null, unsyncedChanges: 0 })
      await expect.poll(() => isThere(pid)).toBe(false)
    })
  })

  it('finds the engine with the design it was synced from at the next start of the app too', async () => {
    await engine.start()
    await sync()
    const name = design.info().name
    await engine.close()
    await withOther(async () => {
      engine = make({ sip: '127.0.0.1:0' })
      await engine.start()
      await until(() => engine.status().health?.activeBundle !== null)
      expect(engine.status().runsOther).toEqual({ name })
      await engine.close()
    })
  })
})

describe('a plan', () => {
  const counted = async () => (await engine.plan(design)).steps

  it('says what deploying would do, and nothing when it is done', async () => {
    const bytes = Buffer.from('RIFF....WAVE')
    const sound = makeDocument('media', { id: 'm', name: 'Hello', sha256: sha256Of(bytes) })
    engine.designChanged(design.apply({ label: 'Add', put: [sound], blobs: [{ bytes, mimeType: 'audio/wav' }] }))
    await engine.start()
    expect(await counted()).toEqual([
      { kind: 'documents', added: 2, changed: 0, removed: 0 },
      { kind: 'sounds', count: 1 },
      { kind: 'activate' },
    ])
    expect(await sync()).toEqual(['comparing', 'sending', 'sending', 'sounds', 'activating'])
    expect(await counted()).toEqual([])
    edit('a', 'A')
    engine.designChanged(design.apply({ label: 'Rename', put: [{ ...sound, name: 'Welcome' }] }))
    expect((await counted())[0]).toEqual({ kind: 'documents', added: 1, changed: 1, removed: 0 })
    await sync()
    engine.designChanged(design.apply({ label: 'Remove', remove: ['a'] }))
    expect((await counted())[0]).toEqual({ kind: 'documents', added: 0, changed: 0, removed: 1 })
  })

  it('is done as it was made, whatever was edited meanwhile; an older one is refused', async () => {
    await engine.start()
    const older = await engine.plan(design)
    edit('a', 'A')
    const newer = await engine.plan(design)
    edit('b', 'B')
    const apply = async (planId: string) => {
      const signal = new AbortController().signal
      for await (const _ of engine.apply(planId, { evenWithCalls: false, evenFromOther: false }, signal));
    }
    await expect(apply(older.planId)).rejects.toMatchObject({
      code: 'SYNC_FAILED',
      message: expect.stringContaining('not the newest'),
    })
    await apply(newer.planId)
    expect(engine.status()).toMatchObject({ unsyncedChanges: 1, health: { activeBundle: { id: newer.planId } } })
  })

  it('that is stopped on the way leaves what runs untouched, and can be begun again', async () => {
    await engine.start()
    await sync()
    const runs = engine.status().health?.activeBundle?.id
    edit('a', 'A')
    const { planId } = await engine.plan(design)
    for (const at of ['comparing', 'sending', 'activating']) {
      const stopping = new AbortController()
      const apply = async () => {
        for await (const { doing } of engine.apply(
          planId,
          { evenWithCalls: false, evenFromOther: false },
          stopping.signal,
        ))
          if (doing === at) stopping.abort()
      }
      await expect(apply()).rejects.toMatchObject({
        code: 'SYNC_FAILED',
        message: expect.stringContaining('Stopped'),
      })
      expect({ at, runs: (await engine.verify()).runs?.id }).toEqual({ at, runs })
    }
    await sync()
    expect(engine.status()).toMatchObject({ unsyncedChanges: 0, health: { activeBundle: { id: planId } } })
  })
})

describe('what the engine runs is asked of it', () => {
  it('nothing, what was deployed, an earlier version, and what somebody else deployed', async () => {
    await engine.start()
    expect(await engine.verify()).toEqual({ state: 'nothing', runs: null, differences: 1 })
    await sync()
    expect(await engine.verify()).toMatchObject({ state: 'as-deployed', differences: 0 })
    edit('a', 'A')
    await sync()
    await engine.rollBack()
    expect(await engine.verify()).toMatchObject({ state: 'earlier', differences: 1 })
    const documents = [{ ...makeDocument('account', { id: 'other', name: 'Somebody' }) }]
    const id = bundleIdOf(documents)
    const about = { id, designId: 'other', designName: 'Somebody', schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: 0 }
    await engine.operator()?.bundle.put({ ...about, documents })
    await engine.operator()?.bundle.activate({ id })
    expect(await engine.verify()).toMatchObject({ state: 'other', runs: { id }, differences: null })
  })

  it('not while it is stopped', async () => {
    await expect(engine.verify()).rejects.toMatchObject({
      code: 'SYNC_FAILED',
      message: expect.stringContaining('not running'),
    })
  })
})

describe('an engine left running by the app before', () => {
  /** As an app leaves it that was killed. */
  async function left(about: { readonly sip: string; readonly build: string }) {
    const dataDir = join(folder.path, 'engine', design.info().designId)
    const { token, file } = writeControlToken(dataDir)
    const process = startEngineProcess({ dataDir, sip: '127.0.0.1:0', tokenFile: file })
    const outcome = await process.ready
    if ('exit' in outcome) throw new Error(`the engine did not start: ${outcome.exit.lastWords}`)
    writeRunning(dataDir, { pid: process.pid, control: outcome.control, token, ...about })
    return process
  }

  it('goes on, is followed, and is stopped like one of our own', async () => {
    const found = await left({ sip: '127.0.0.1:0', build: engineBuild() })
    await engine.start()
    expect(engine.status()).toMatchObject({ state: 'running', restarts: 0, problem: null })
    expect(pidOf()).toBe(found.pid)
    await sync()
    await until(() => events.some(({ kind }) => kind === 'bundle-activated'))
    await engine.stop()
    expect(await found.exited).toMatchObject({ code: 0 })
    expect(engine.status().state).toBe('stopped')
  })

  it('is started again when it ends by itself', async () => {
    const found = await left({ sip: '127.0.0.1:0', build: engineBuild() })
    await engine.start()
    const { sipAddress } = engine.status()
    process.kill(found.pid, 'SIGKILL')
    // More than once where another process has its port for a moment.
    await until(() => engine.status().state === 'running' && engine.status().restarts > 0)
    expect(pidOf()).not.toBe(found.pid)
    expect(engine.status().sipAddress).toBe(sipAddress)
  })

  it.each([
    ['another build', { sip: '127.0.0.1:0', build: 'before' }],
    ['another address', { sip: '127.0.0.1:5999', build: engineBuild() }],
  ])('of %s is ended before the next one starts on its data', async (_, about) => {
    const found = await left(about)
    await engine.start()
    expect(await found.exited).toMatchObject({ code: 0 })
    expect(engine.status().state).toBe('running')
    expect(pidOf()).not.toBe(found.pid)
  })

  it('on purpose goes on when the app ends, and is found by the next', async () => {
    await engine.start()
    await sync()
    const pid = pidOf()
    await engine.close({ leave: true })
    engine = make({ sip: '127.0.0.1:0' })
    expect(isThere(pid)).toBe(true)
    await engine.start()
    expect(pidOf()).toBe(pid)
    expect(engine.status()).toMatchObject({ state: 'running', unsyncedChanges: 0 })
  })
})

function pidOf(): number {
  const file = join(folder.path, 'engine', design.info().designId, 'running.json')
  return z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(file, 'utf8'))).pid
}

async function takenPort(): Promise<{ readonly address: string; release(): void }> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}`, release: () => socket.close() }
}
