import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestEngine, type TestEngine } from '../../../../tests/harness/engine.ts'
import { putDocuments } from '../../../../tests/harness/put-documents.ts'
import { until } from '../../../../tests/harness/until.ts'
import type { TargetAbout } from '../../api/target-contract.ts'
import { flow } from '../../store/test-design.ts'
import { type AppClient, type TestHost, testHost } from '../../web/test-host.ts'

/** An appliance (a real engine process that listens by TLS) and two laptops with copies of one design. */
let engine: TestEngine
let url: string
let fingerprint: string
let laptop: TestHost
let other: TestHost
let ann: AppClient
let bob: AppClient
let byAnn: TargetAbout
let byBob: TargetAbout

beforeAll(async () => {
  engine = await startTestEngine({ args: ['--control-listen', '127.0.0.2:0'] })
  const { remote } = await engine.control.health()
  url = remote?.urls[0] ?? ''
  fingerprint = remote?.fingerprint ?? ''
  laptop = await testHost()
  other = await testHost()
  ann = (await laptop.connect()).client
  bob = (await other.connect()).client
  await putDocuments(ann, { label: 'Add', put: [flow('main', 'Main line', { numbers: ['8000'] })] })
}, 60_000)
afterAll(async () => {
  await laptop[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  await engine.stop()
})

/** An engine that makes a certificate, on a busy machine. */
const STARTS_WITHIN_MS = 60_000

const code = async (role: 'read' | 'operate' | 'deploy' = 'deploy', name?: string) =>
  (await engine.control.access.offerPairing({ role, ...(name !== undefined && { name }) })).code

const pairing = (client: AppClient, given: string, name: string) =>
  client.targets.pair({ url, fingerprint, code: given, name, colour: 'teal' })

const statusOf = (client: AppClient, { id }: TargetAbout) => client.targets.status({ targetId: id })

const runs = (client: AppClient, about: TargetAbout) =>
  until(
    'it is connected',
    async () => {
      const status = await statusOf(client, about)
      return status.state === 'running' && status.health !== null && status
    },
    STARTS_WITHIN_MS,
  )

async function deploy(client: AppClient, { id: targetId }: TargetAbout, note = '', planId?: string) {
  const plan = planId ?? (await client.targets.plan({ targetId })).planId
  for await (const event of await client.targets.apply({ targetId, planId: plan, note, evenFromOther: true })) {
    if (event.kind === 'applied') return event
  }
  throw new Error('it ended without an outcome')
}

describe('an appliance', () => {
  it('is looked at by its address, and its certificate shown', async () => {
    expect(await ann.targets.look({ address: url.replace('https://', '') })).toEqual({ url, fingerprint })
  })

  it.each([
    ['two words', 'address', 'is no address'],
    ['127.0.0.2:1', 'unreachable', 'does not answer'],
  ])('at %s is refused in words', async (address, _what, words) => {
    await expect(ann.targets.look({ address })).rejects.toMatchObject({
      code: 'NOT_PAIRED',
      message: expect.stringContaining(words) as string,
    })
  })

  it('is none where something else answers', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.2')
    await until('it listens', () => server.listening)
    const { port } = server.address() as { port: number }
    await expect(ann.targets.look({ address: `127.0.0.2:${port}` })).rejects.toMatchObject({
      message: `What answers at https://127.0.0.2:${port} is no Callwright engine.`,
    })
    server.close()
  })

  it('is not paired by a wrong code or one that is none, and nothing is kept', async () => {
    await code()
    await expect(pairing(ann, '2222-2222-2222', 'Harbour')).rejects.toMatchObject({ data: { why: 'code' } })
    await expect(pairing(ann, 'shrt', 'Harbour')).rejects.toMatchObject({ message: expect.stringContaining('has 4') })
    expect((await ann.targets.list()).map(({ id }) => id)).toEqual(['embedded'])
  })

  it('is paired by a code, and stands among the targets from then on', async () => {
    byAnn = await pairing(ann, await code('deploy', 'Ann'), 'Harbour')
    expect(byAnn).toMatchObject({ kind: 'appliance', name: 'Harbour', colour: 'teal' })
    expect(byAnn.remote).toEqual({ url, fingerprint, role: 'deploy' })
    expect(await runs(ann, byAnn)).toMatchObject({ health: { activeBundle: null }, unsyncedChanges: 2 })
    expect(await ann.operate.calls.list({ targetId: byAnn.id })).toEqual([])
    const changed = await ann.targets.change({ targetId: byAnn.id, name: 'Harbour office', colour: 'red' })
    expect(changed).toMatchObject({ name: 'Harbour office', colour: 'red' })
  })
})

describe('a deployment', () => {
  it('is planned by name, done, and told with who and why', async () => {
    const { id: targetId } = byAnn
    const { steps, planId } = await ann.targets.plan({ targetId })
    expect(steps).toEqual([
      {
        kind: 'documents',
        added: 2,
        changed: 0,
        removed: 0,
        named: [
          { what: 'added', kind: 'account', name: 'My company' },
          { what: 'added', kind: 'callflow', name: 'Main line' },
        ],
      },
      { kind: 'activate' },
    ])
    const { drift, status } = await deploy(ann, byAnn, 'First of all', planId)
    expect(drift).toMatchObject({ state: 'as-deployed', differences: 0, last: { by: 'Ann' } })
    expect(status).toMatchObject({ unsyncedChanges: 0, runsOther: null })
    expect(await ann.targets.deployments({ targetId })).toMatchObject([{ by: 'Ann', note: 'First of all' }])
    expect((await ann.targets.plan({ targetId })).steps).toEqual([])
  })

  it('counts what is changed here since', async () => {
    await putDocuments(ann, { label: 'Rename', put: [flow('main', 'Front desk', { numbers: ['8000'] })] })
    expect(await statusOf(ann, byAnn)).toMatchObject({ unsyncedChanges: 1 })
    const { steps } = await ann.targets.plan({ targetId: byAnn.id })
    expect(steps[0]).toMatchObject({ changed: 1, named: [{ what: 'changed', kind: 'callflow', name: 'Front desk' }] })
  })

  it('of another who was first is told, with what it changed, and nothing is mixed', async () => {
    copyDesign()
    await bob.design.open({ path: copyPath() })
    byBob = await pairing(bob, await code('deploy', 'Bob'), 'Harbour')
    await runs(bob, byBob)
    const planned = await ann.targets.plan({ targetId: byAnn.id })
    await putDocuments(bob, { label: 'Add', put: [flow('night', 'Night', { numbers: ['8001'] })] })
    await deploy(bob, byBob, 'Night hours')
    await expect(deploy(ann, byAnn, '', planned.planId)).rejects.toMatchObject({
      code: 'SYNC_FAILED',
      message: expect.stringMatching(
        /^Bob deployed meanwhile: .*callflow “Night” added.* Nothing of yours was mixed in/,
      ),
    })
    const { steps } = await ann.targets.plan({ targetId: byAnn.id })
    expect(steps[0]).toEqual({
      kind: 'over',
      words: 'Bob deployed last (Night hours); what that changed and this design does not have is undone.',
    })
    expect(steps[1]).toMatchObject({ removed: 1 })
    expect(await ann.targets.verify({ targetId: byAnn.id })).toMatchObject({ state: 'other', last: { by: 'Bob' } })
  })

  it('is gone back to, whichever it was', async () => {
    const { id: targetId } = byBob
    const [, first] = await bob.targets.deployments({ targetId })
    const status = await bob.targets.runAgain({ targetId, bundleId: first?.bundleId ?? '', note: 'Too early' })
    expect(status.health?.activeBundle?.id).toBe(first?.bundleId)
    expect((await bob.targets.deployments({ targetId }))[0]).toMatchObject({ by: 'Bob', note: 'Too early' })
    await expect(bob.targets.runAgain({ targetId, bundleId: '0'.repeat(64), note: '' })).rejects.toMatchObject({
      code: 'SYNC_FAILED',
    })
  })

  it('over another design asks first', async () => {
    await bob.design.create({ path: other.folder.file('else.callwright'), name: 'Else', sample: false })
    expect(await statusOf(bob, byBob)).toMatchObject({ runsOther: { name: 'My company' }, unsyncedChanges: null })
    const { planId, steps } = await bob.targets.plan({ targetId: byBob.id })
    expect(steps[0]).toMatchObject({ kind: 'over', words: expect.stringContaining('another design, “My company”') })
    const applying = async () => {
      for await (const _ of await bob.targets.apply({ targetId: byBob.id, planId })) continue
    }
    await expect(applying()).rejects.toMatchObject({ code: 'RUNS_OTHER', data: { name: 'My company' } })
  })
})

describe('an appliance that is lost', { timeout: 90_000 }, () => {
  it('says so in words, and is there again by itself', async () => {
    const { port } = new URL(url)
    await engine.kill()
    await until('it is missed', async () => (await statusOf(ann, byAnn)).state === 'unreachable', STARTS_WITHIN_MS)
    expect((await statusOf(ann, byAnn)).problem).toMatch(/ does not answer: .* It is tried again\.$/)
    await expect(ann.targets.plan({ targetId: byAnn.id })).rejects.toMatchObject({ code: 'SYNC_FAILED' })
    engine = await startTestEngine({ dataDir: engine.dataDir, args: ['--control-listen', `127.0.0.2:${port}`] })
    expect(await runs(ann, byAnn)).toMatchObject({
      problem: null,
      health: { activeBundle: { designName: 'My company' } },
    })
  })

  it('with another certificate is a stop: nothing is sent, and nothing tried any more', async () => {
    const { port } = new URL(url)
    await engine.stopProcess()
    for (const name of ['control.pem', 'control-key.pem']) rmSync(join(engine.dataDir, 'tls', name))
    engine = await startTestEngine({ dataDir: engine.dataDir, args: ['--control-listen', `127.0.0.2:${port}`] })
    const { remote } = await engine.control.health()
    await until('it is seen', async () => (await statusOf(ann, byAnn)).state === 'failed', STARTS_WITHIN_MS)
    const { problem } = await statusOf(ann, byAnn)
    expect(problem).toContain('is not the one that this app was paired with. Nothing was sent.')
    expect(problem).toContain(`It shows ${remote?.fingerprint}; it was ${fingerprint}.`)
    const [, token] = await engine.control.access.tokens()
    expect(token?.name).toBe('Bob')
  })

  it('is removed all the same, and its token told to be revoked there', async () => {
    expect(await ann.targets.remove({ targetId: byAnn.id })).toEqual({ gaveBack: false })
    await expect(statusOf(ann, byAnn)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('takes its token back when it answers', async () => {
    fingerprint = (await ann.targets.look({ address: url })).fingerprint
    const again = await pairing(ann, await code('read', 'Visitor'), 'Harbour')
    await runs(ann, again)
    expect(again.capabilities).toEqual({ canBeStarted: false, canBeOperated: true, canRollBack: false })
    await expect(ann.targets.rollBack({ targetId: again.id })).rejects.toMatchObject({
      message: 'This app may not do that there: it needs the role deploy.',
    })
    expect(await ann.targets.remove({ targetId: again.id })).toEqual({ gaveBack: true })
    expect((await engine.control.access.tokens()).map(({ name }) => name)).not.toContain('Visitor')
  })
})

const copyPath = () => other.folder.file('copy.callwright')

function copyDesign(): void {
  const { path } = laptop.app.design().info()
  for (const ending of ['', '-wal']) if (existsSync(path + ending)) copyFileSync(path + ending, copyPath() + ending)
}
