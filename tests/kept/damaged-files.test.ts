import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { startTestPhone } from '../harness/test-phone.ts'
import { keep, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()
const dataDir = mkdtempSync(join(tmpdir(), 'callwright-damaged-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const yesterday = [...snapshotOf([...company({ name: 'Yesterday' }), ...seat('1001')]).documents()]
const today = [...snapshotOf([...company({ name: 'Today' }), ...seat('1001'), ...seat('1002')]).documents()]

async function registers(engine: TestEngine, username: string): Promise<number> {
  const phone = await startTestPhone(username, engine.sipPort)
  keep({ stop: () => phone.close() })
  return (await phone.register()).status
}

it('an engine whose files a power cut has damaged starts, says what is wrong, and phones register', async () => {
  let engine = await startTestEngine({ dataDir })
  keep({ stop: () => engine.stop() })
  const before = await engine.activate(yesterday)
  const active = await engine.activate(today)
  expect(await registers(engine, '1002')).toBe(200)
  const { token } = engine
  await engine.kill()

  writeFileSync(join(dataDir, 'control-token'), '')
  writeFileSync(join(dataDir, 'digest-secret'), Buffer.alloc(32))
  truncateSync(join(dataDir, 'bundles', `${active}.json`), 200)
  engine = await startTestEngine({ dataDir })
  expect(engine.token).not.toBe(token)
  expect(engine.log()).toContain('was damaged (it is empty): a new one was made')
  expect(engine.log()).toContain('was damaged (all its 32 bytes are the same): a new one was made')
  const health = await engine.control.health()
  expect(health.activeBundle?.id).toBe(before)
  expect(health.problem).toContain(
    `version ${active.slice(0, 12)} of "Test design" cannot be loaded: its file is damaged`,
  )
  expect(engine.log(), 'who reads the log is told the same').toContain('cannot be loaded: its file is damaged')
  expect(await registers(engine, '1001')).toBe(200)
  await engine.kill()

  writeFileSync(join(dataDir, 'engine.db'), 'no database at all '.repeat(1_000))
  for (const name of ['engine.db-wal', 'engine.db-shm']) rmSync(join(dataDir, name), { force: true })
  engine = await startTestEngine({ dataDir })
  const again = await engine.control.health()
  expect(again.problem).toContain('engine.db is damaged (file is not a database) and was set aside as ')
  expect(again.activeBundle?.id, 'the design that is whole').toBe(before)
  const aside = readdirSync(dataDir).find((name) => /^engine\.db\.damaged-[^-]+-..-..T..-..-..Z$/.test(name))
  expect(readFileSync(join(dataDir, aside ?? ''), 'utf8')).toMatch(/^no database at all/)
  expect(await registers(engine, '1001')).toBe(200)
  await engine.activate(today)
  expect(await registers(engine, '1002')).toBe(200)
})
