import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { pause, until } from '../harness/until.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'
import { rubbish } from './rubbish-bytes.ts'

stopAfterEach()

const STRANGER = '127.0.0.66'
/** The deadlines of every listener are 10 s; a second for whoever looks, two for a busy machine. */
const SHOWN_OUT_WITHIN_MS = 13_000

it('every listener gets rubbish, keeps none of it, and serves who means well meanwhile', async () => {
  const office = await officeUnderAttack()
  const page = keep(await startPage())
  const { engine } = office
  await office.expectUnharmed()
  await page.expectServed()
  const before = { engine: office.descriptors(), page: page.descriptors() }
  const ports = {
    'SIP over TCP': engine.sipTcpPort,
    'the control API': portOf(engine.controlUrl),
    'the page': page.port,
  }

  const datagrams = createSocket('udp4').bind(0, STRANGER)
  await once(datagrams, 'listening')
  const kept: string[] = []
  const visits: Promise<void>[] = []
  for (const [what, bytes] of rubbish()) {
    await new Promise((sent) => datagrams.send(bytes.subarray(0, 60_000), engine.sipPort, '127.0.0.1', sent))
    for (const [where, port] of Object.entries(ports))
      visits.push(visit(port, bytes).then((isClosed) => void (isClosed || kept.push(`${where}: ${what}`))))
  }
  for (const port of Object.values(ports))
    visits.push(dribble(port).then((isClosed) => void (isClosed || kept.push('slow bytes'))))
  await office.expectUnharmed()
  await page.expectServed()
  expect((await engine.control.health()).activeCalls).toBe(0)

  await Promise.all(visits)
  datagrams.close()
  expect(kept, 'connections kept').toEqual([])
  await office.expectUnharmed()
  await page.expectServed()
  await until('the engine has its descriptors back', () => office.descriptors() <= before.engine + 2)
  await until('the page host has its descriptors back', () => page.descriptors() <= before.page + 2)
  expect(engine.log()).not.toMatch(/exception|unhandled|"level":(50|60)/)
  expect(page.said()).toBe('')
})

/** Sends it and leaves the connection open: whether the other side ended it. */
function visit(port: number, bytes: Buffer): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: STRANGER, allowHalfOpen: true }, () =>
      socket.write(bytes),
    )
    const patience = setTimeout(() => {
      socket.destroy()
      done(false)
    }, SHOWN_OUT_WITHIN_MS)
    const ended = () => {
      clearTimeout(patience)
      socket.destroy()
      done(true)
    }
    socket.resume().once('error', ended).once('close', ended)
    // A side that only half-closes has not let go: it is asked by writing on.
    socket.once('end', () => {
      const more = setInterval(() => socket.write('x'), 50)
      socket.once('close', () => clearInterval(more))
    })
  })
}

/** One byte of a request every tenth of a second. */
async function dribble(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: STRANGER }).resume()
  socket.on('error', () => {})
  const text = `GET / HTTP/1.1\r\nX: ${'a'.repeat(1_000)}`
  for (let n = 0; n < SHOWN_OUT_WITHIN_MS / 100 && !socket.destroyed; n++) {
    socket.write(text[n] ?? 'a')
    await pause(100)
  }
  const isClosed = socket.destroyed
  socket.destroy()
  return isClosed
}

/** The web host as a process of its own, without an engine. */
async function startPage() {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-page-'))
  const entry = join(import.meta.dirname, '..', '..', 'src', 'main', 'web', 'index.ts')
  const child = spawn(process.execPath, [entry, '--no-engine', '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const url = await addressOf(child)
  const { origin, host, port } = new URL(url)
  const cookie = (await fetch(url, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? ''
  return {
    port: Number(port),
    said: () => said,
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    async expectServed() {
      const response = await fetch(`${origin}/no-such-page`, { headers: { cookie, connection: 'close' } })
      expect(response.status, 'somebody with a cookie is let in').toBe(404)
      await response.text()
      const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin } })
      await once(socket, 'open')
      socket.close()
      await once(socket, 'close')
    },
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the web host has no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^CALLWRIGHT_URL (\S+)$/.exec(line)?.[1]
    if (address !== undefined) return address
  }
  throw new Error('the web host ended before it printed its address')
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
