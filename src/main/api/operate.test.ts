import { safe } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sync, thisComputer } from '../../../tests/harness/target.ts'
import { embeddedEngine } from '../deploy/embedded/embedded-target.ts'
import { type TestFolder, testFolder } from '../store/test-design.ts'
import { type AppClient, type TestHost, testHost } from '../web/test-host.ts'

/** Through the app's socket to a real engine. */
describe('what is asked of an engine by its target', () => {
  let folder: TestFolder
  let test: TestHost
  let client: AppClient
  beforeAll(async () => {
    folder = testFolder()
    test = await testHost({ sample: true, makeTarget: embeddedEngine({ dataDir: folder.path, sip: '127.0.0.1:0' }) })
    ;({ client } = await test.connect())
    await client.targets.start(thisComputer)
    await sync(client)
  }, 60_000)
  afterAll(async () => {
    await test?.[Symbol.asyncDispose]()
    folder?.[Symbol.dispose]()
  })

  it('is answered by the engine, with what it takes or without', async () => {
    const { operate } = client
    expect(await operate.health(thisComputer)).toMatchObject({ activeBundle: { designName: expect.any(String) } })
    expect(await operate.calls.list(thisComputer)).toEqual([])
    expect(await operate.registrations(thisComputer)).toEqual([])
    expect(await operate.conferences.list(thisComputer)).toEqual([])
    expect(await operate.cdrs(thisComputer)).toEqual([])
    expect(await operate.cdrs({ ...thisComputer, limit: 5 })).toEqual([])
    expect(await operate.messages.list(thisComputer)).toEqual([])
    expect(await operate.messages.list({ ...thisComputer, mailboxId: 'nobody' })).toEqual([])
    expect(await operate.state.read(thisComputer)).toEqual([])
    expect(await operate.calls.hangUp({ ...thisComputer, callId: 'none' })).toEqual({ found: false })
  })

  it('is refused in the engine’s own words, or for a target that is not there', async () => {
    const { operate } = client
    const nobody = { ...thisComputer, fromId: 'nobody', number: '1001' }
    expect((await safe(operate.calls.click(nobody))).error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('nobody'),
    })
    expect((await safe(operate.calls.list({ targetId: 'elsewhere' }))).error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('elsewhere'),
    })
    expect((await safe(operate.cdrs({ ...thisComputer, limit: 0 }))).error).toMatchObject({ code: 'BAD_REQUEST' })
    expect(test.unexpected).toEqual([])
  })

  it('is NOT_RUNNING once it is stopped', async () => {
    await client.targets.stop(thisComputer)
    expect((await safe(client.operate.messages.list(thisComputer))).error).toMatchObject({ code: 'NOT_RUNNING' })
  })
})
