import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { connectTo } from '../../src/main/web/test-host.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { pause, until } from '../harness/until.ts'

const running: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'callwright-secrets-'))
  running.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

// Windows has no modes, and no /proc.
describe.skipIf(process.platform !== 'linux')('what others on this machine can read', () => {
  it('of an engine that took a message is nothing, also when an earlier one left everything open', async () => {
    const dataDir = folder()
    mkdirSync(join(dataDir, 'recordings'))
    writeFileSync(join(dataDir, 'recordings', 'old.wav'), 'a call of last year')
    for (const open of ['recordings', 'recordings/old.wav']) chmodSync(join(dataDir, open), 0o755)
    const engine = await startTestEngine({ dataDir })
    running.push(() => engine.stop())
    const box = flow('box', {
      numbers: ['8000'],
      nodes: { box: { type: 'voicemail', settings: { mailboxId: 'box-1001' } } },
    })
    await engine.activate([...company(), ...seat('1001'), ...seat('1002'), box])
    const phone = await startSoftPhone({ username: '1002', enginePort: engine.sipPort, speaksHz: 440 })
    running.push(() => phone.stop())
    const call = await phone.dial('8000')
    await until('the spool holds what is said', () => readdirSync(join(dataDir, 'spool')).length > 0)
    await pause(2_000)
    expect(readableByOthers(dataDir), 'during the call').toEqual([])
    await call.hangUp()
    await until('the message is kept', async () => (await engine.control.messages.list({})).length > 0)
    expect(readableByOthers(dataDir)).toEqual([])
  })

  it('of the app, its design and its engine is nothing, and no command line holds a secret that works', async () => {
    const home = folder()
    const app = await startApp(home)
    const { client, socket } = await connectTo(app.url)
    await until('the engine runs', async () => (await client.targets.status(thisComputer)).state === 'running', 30_000)
    const { designId } = await client.design.info()
    await client.documents.createExtension({ designId, extension: '1099', firstName: 'Ann', lastName: 'Archer' })
    await sync(client)
    expect(readableByOthers(home)).toEqual([])
    const lines = commandLines(app.process.pid ?? 0)
    expect(lines.length, 'app and engine').toBe(2)
    for (const secret of secretsIn(home)) expect(lines.join('\n')).not.toContain(secret)
    socket.terminate()
  })
})

/** Paths below the folder that somebody else may read, write or enter; those below a closed folder count too. */
function readableByOthers(path: string): string[] {
  const own = (name: string) => {
    const stat = lstatSync(join(path, name))
    return (stat.mode & 0o077) === 0 ? [] : [`${name} ${(stat.mode & 0o777).toString(8)}`]
  }
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).flatMap(own)
}

/** What lies in the data folder and opens something: the token of the engine, addresses with a code. */
function secretsIn(home: string): string[] {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
  const text = (name: string) =>
    files.filter((file) => basename(file) === name).map((file) => readFileSync(join(home, file), 'utf8').trim())
  const found = [...text('control-token'), ...text('address').map((url) => new URL(url).searchParams.get('code') ?? '')]
  expect(found.filter((secret) => secret.length >= 43)).toHaveLength(2)
  return found
}

/** Of a process and its children. */
function commandLines(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const all = [String(pid), ...children.filter((child) => child !== '')]
  return all.map((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').replaceAll('\0', ' '))
}

async function startApp(home: string): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const entry = join(import.meta.dirname, '..', '..', 'src', 'main', 'web', 'index.ts')
  const design = join(home, 'designs', 'office.callwright')
  const child = spawn(
    process.execPath,
    [entry, '--data', join(home, 'data'), '--design', design, '--sip', '127.0.0.1:0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  running.push(async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^CALLWRIGHT_URL (\S+)$/.exec(line)?.[1]
    if (url !== undefined) return { url, process: child }
  }
  throw new Error('the web host ended before it printed its address')
}
