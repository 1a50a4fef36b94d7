import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeDocument } from '../../../callflow/design/document.ts'
import type { EngineEvent } from '../../../engine/control/contract.ts'
import type { EngineStatus } from '../../api/contract.ts'
import { sha256Of } from '../../store/blobs.ts'
import type { DesignStore } from '../../store/design-store.ts'
import { flow, testDesign, type TestFolder, testFolder } from '../../store/test-design.ts'
import { writeControlToken } from './control-token.ts'
import { EmbeddedEngine } from './embedded-engine.ts'
import { startEngineProcess } from './engine-process.ts'
import { writeRunning } from './leftover.ts'

/** With the real engine as its own process, on free ports of 127.0.0.1. */
let folder: TestFolder
let design: DesignStore
let engine: EmbeddedEngine
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

function make(options: { sip: string; orFreePort?: boolean }): EmbeddedEngine {
  return new EmbeddedEngine({
    dataDir: folder.path,
    orFreePort: false,
    ...options,
    design: () => design,
    listener: {
      onStatus: (status) => {
        statuses.push(status)
        onNews()
      },
      onEvents: (batch) => {
        events.push(...batch)
        onNews()
      },
    },
  })
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => (onNews = resolve))
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
    expect(engine.client()).toBeUndefined()
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
    await engine.sync()
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
    await engine.sync()
    expect(engine.status().unsyncedChanges).toBe(0)
    await engine.rollBack()
    expect(engine.status().unsyncedChanges).toBe(2)
  })

  it('hands on what the engine tells, in batches', async () => {
    await engine.start()
    await engine.sync()
    await until(() => events.some(({ kind }) => kind === 'bundle-activated'))
    expect(events[0]).toEqual({ kind: 'resync' })
  })

  it('refuses to sync while it is stopped, and names a sound that is missing', async () => {
    await expect(engine.sync()).rejects.toMatchObject({
      code: 'SYNC_FAILED',
      message: expect.stringContaining('not running'),
    })
    const lost = makeDocument('media', { id: 'm', name: 'Hello', sha256: 'a'.repeat(64) })
    engine.designChanged(design.apply({ label: 'Add', put: [lost] }))
    await engine.start()
    await expect(engine.sync()).rejects.toMatchObject({ message: expect.stringContaining('missing from its file') })
    expect(engine.status().health?.activeBundle).toBeNull()
  })
})

describe('an engine that is killed', () => {
  it('is back at once, on the same address with the same design, and the status says what happened', async () => {
    await engine.start()
    await engine.sync()
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
    expect(await engine.client()?.registrations()).toEqual([])
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
      await engine.sync()
      expect(pidOf()).toBeGreaterThan(0)
    })
  })

  it('leaves an engine alone that was synced from the one before, until it is told to move', async () => {
    await engine.start()
    await engine.sync()
    const [pid, name] = [pidOf(), design.info().name]
    await withOther(async () => {
      design.apply({ label: 'Add', put: [makeDocument('group', { id: 'more', name: 'More' })] })
      engine.designChanged(null)
      expect(engine.status()).toMatchObject({ state: 'running', runsOther: { name }, unsyncedChanges: null })
      await expect(engine.sync()).rejects.toMatchObject({ code: 'RUNS_OTHER', designName: name })
      expect(() => process.kill(pid, 0)).not.toThrow()
      await engine.sync({ evenWithCalls: false, evenFromOther: true })
      expect(engine.status()).toMatchObject({ runsOther: null, unsyncedChanges: 0 })
      expect(() => process.kill(pid, 0)).toThrow()
    })
  })

  it('finds the engine with the design it was synced from at the next start of the app too', async () => {
    await engine.start()
    await engine.sync()
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

describe('an engine left behind by an app that was killed', () => {
  it('is ended before the next one starts on its data', async () => {
    const dataDir = join(folder.path, 'engine', design.info().designId)
    const { token, file } = writeControlToken(dataDir)
    const left = startEngineProcess({ dataDir, sip: '127.0.0.1:0', tokenFile: file })
    const outcome = await left.ready
    if ('exit' in outcome) throw new Error(`the engine did not start: ${outcome.exit.lastWords}`)
    writeRunning(dataDir, { pid: left.pid, control: outcome.control, token })
    await engine.start()
    expect(await left.exited).toMatchObject({ code: 0 })
    expect(engine.status().state).toBe('running')
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
